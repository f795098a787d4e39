import AHT10 from "embedded:sensor/Humidity-Temperature/AHT10";
import type { DriversOf } from "../define-board.js";
import type board from "./board.js";

/** The drivers of the chips that `board.ts` names. */
const drivers: DriversOf<typeof board> = Object.freeze({ AHT10 });

export default drivers;
