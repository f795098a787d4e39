import type { EmptyMessage } from "./frame-scanner.js";

/**
 * Messages without payload on their way around the client. Each waits until the client has shown all that came before it, so that a
 * text that was emptied and then set again does not end up empty.
 */
export class EmptyMessages {
  #waiting: EmptyMessage[] = [];
  #shown = 0;

  add(message: EmptyMessage): void {
    this.#waiting.push(message);
  }

  /** The client has shown one more message in full. */
  shown(): void {
    this.#shown += 1;
  }

  /** Takes the next one whose turn it is, if there is one. */
  take(): EmptyMessage | undefined {
    const first = this.#waiting[0];
    return first === undefined || first.after > this.#shown ? undefined : this.#waiting.shift();
  }
}
