export { Timer as default } from "./platform.js";
