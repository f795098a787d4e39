import type { Reading } from "../../outbox/outbox.js";

/** An entry of history without resource and value (CN-RES-3), and what is around all of them less the last comma. */
const entryText = '{"timestamp":1767225540000000,"values":{"":}},'.length;
const aroundText = "[]".length - 1;
const quotes = 2;

/**
 * How long a batch gets as a message. It grows by one reading at a time, and each is measured when it is asked whether it fits: so none is
 * measured twice, as long as nobody asks for another batch meanwhile.
 */
export class BatchMeasure {
  #batch: readonly Reading[] | undefined;
  /** Readings of the batch that are measured, and their characters. */
  #length = 0;
  #text = 0;
  /** The last that was asked about; it may be the next of the batch. */
  #asked: Reading | undefined;
  #askedText = 0;

  /** The batch is on its way: nothing of it needs to be remembered, which may be a long text. */
  clear(): void {
    this.#batch = undefined;
    this.#asked = undefined;
  }

  /** Characters of `batch` and one reading more; about, and an upper bound where there is nothing to escape. */
  with(batch: readonly Reading[], reading: Reading): number {
    if (batch !== this.#batch || batch.length < this.#length) {
      this.#batch = batch;
      this.#length = 0;
      this.#text = 0;
    }
    for (; this.#length < batch.length; this.#length++) {
      const next = batch[this.#length];
      if (next !== undefined) this.#text += next === this.#asked ? this.#askedText : textOf(next);
    }
    this.#asked = reading;
    this.#askedText = textOf(reading);
    return aroundText + this.#text + this.#askedText;
  }
}

function textOf({ resource, value }: Reading): number {
  return entryText + resource.length + String(value).length + (typeof value === "string" ? quotes : 0);
}
