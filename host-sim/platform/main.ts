import application from "../../firmware/app.js";
import { startDevice } from "../../firmware/device/assembly.js";
import { io, keyValue } from "../../firmware/platform-io.js";
import type { DeviceDeclaration } from "../../firmware/resources/definition.js";
import board from "./board.js";
import { controlled } from "./sensors.js";

/**
 * Where a simulated device begins: as `firmware/main.ts`, with the simulator's hand on all sensors, those that the application
 * brings along too.
 */
export default function main(): void {
  const declaration: DeviceDeclaration = application;
  startDevice({
    application: {
      ...declaration,
      sensors: controlled(declaration.sensors),
      standIns: controlled(declaration.standIns),
    },
    board: { ...board, sensors: controlled(board.sensors) },
    io,
    keyValue,
  });
}
