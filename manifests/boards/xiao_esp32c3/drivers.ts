import TMP117 from "embedded:sensor/Temperature/TMP117";
import type { DriversOf } from "../define-board.js";
import type board from "./board.js";

/** The drivers of the chips that `board.ts` names. */
const drivers: DriversOf<typeof board> = Object.freeze({ TMP117 });

export default drivers;
