export { Time as default } from "./platform.js";
