import type { ChannelValue, DownSample } from "./channel.js";

/** The samples of one channel since its last report, in constant memory however many they are. */
export class SampleWindow {
  #latest: ChannelValue | undefined;
  #least = Infinity;
  #most = -Infinity;
  #sum = 0;
  /** Numbers among the samples. */
  #count = 0;

  add(value: ChannelValue): void {
    this.#latest = value;
    if (typeof value !== "number") return;
    this.#least = Math.min(this.#least, value);
    this.#most = Math.max(this.#most, value);
    this.#sum += value;
    this.#count += 1;
  }

  /** What stands for all of them, and begins anew; undefined where there was none. */
  take(downSample: DownSample): ChannelValue | undefined {
    const value = this.#count > 0 ? this.#number(downSample) : this.#latest;
    this.#latest = undefined;
    this.#least = Infinity;
    this.#most = -Infinity;
    this.#sum = 0;
    this.#count = 0;
    return value;
  }

  #number(downSample: DownSample): ChannelValue | undefined {
    switch (downSample) {
      case "MIN":
        return this.#least;
      case "MAX":
        return this.#most;
      case "AVG":
        return this.#sum / this.#count;
      case "ACT":
        return this.#latest;
    }
  }
}
