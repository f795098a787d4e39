import board from "platform/board";
import application from "./app.js";
import { startDevice } from "./device/assembly.js";
import { io, keyValue } from "./platform-io.js";

/** Where a device begins: its declaration, its board and the classes of its platform go into the assembly. */
export default function main(): void {
  startDevice({ application, board, io, keyValue });
}
