export { bytesOf, textOf } from "./platform.js";
