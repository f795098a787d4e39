import type { Log } from "../device/log.js";
import type { Layer } from "./layer.js";

/** Polls a layer, which is application code: an exception leaves the device as it is, and is in the log once until the layer works again. */
export class LayerPoll {
  #layer: Pick<Layer, "poll"> | undefined;
  #log: Log;
  #isFailing = false;

  constructor(options: { layer: Pick<Layer, "poll"> | undefined; log: Log }) {
    this.#layer = options.layer;
    this.#log = options.log;
  }

  poll(): void {
    try {
      this.#layer?.poll();
      if (this.#isFailing) this.#log.info("app", "the layer works again");
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#log.error("app", `the layer's poll failed: ${String(error)}`);
      this.#isFailing = true;
    }
  }
}
