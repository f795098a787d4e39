import { boot } from "../../engine/inside/boot.js";

/** The SDK's module `mc/config`: what the manifest's `config` is on a board, the simulator's options are here. */
export default Object.freeze(boot.config);
