import SHT3x from "embedded:sensor/Humidity-Temperature/SHT3x";
import type { DriversOf } from "../define-board.js";
import type board from "./board.js";

/** The drivers of the chips that `board.ts` names. */
const drivers: DriversOf<typeof board> = Object.freeze({ SHT3x });

export default drivers;
