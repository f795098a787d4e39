import BMP280 from "embedded:sensor/Barometer-Temperature/BMP280";
import SHT3x from "embedded:sensor/Humidity-Temperature/SHT3x";
import type { DriversOf } from "../define-board.js";
import type board from "./board.js";

/** The drivers of the chips that `board.ts` names. */
const drivers: DriversOf<typeof board> = Object.freeze({ SHT3x, BMP280 });

export default drivers;
