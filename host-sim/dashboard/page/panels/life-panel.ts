import type { Life } from "../../protocol.js";
import { element, part } from "../element.js";
import { stateWords } from "../words.js";

/** What the device is doing, why, and when it tries again. */
export class LifePanel {
  readonly #life = part("life", HTMLDivElement);
  readonly #retry = part("retry", HTMLParagraphElement);
  #retryAt: number | undefined;
  #verb = "";

  constructor() {
    setInterval(() => this.#countDown(), 250);
  }

  show({ state, reason, lastReason, retryAt }: Life): void {
    const { title, tone } = stateWords(state);
    this.#say(title, tone, reason ?? (lastReason === undefined ? "" : `after ${lastReason}`));
    this.#retryAt = retryAt;
    this.#verb = state === "crashed" ? "restart" : "next try";
    this.#countDown();
  }

  /** Nothing is known any more, for the reason that the title tells. */
  stop(title: string): void {
    this.#retryAt = undefined;
    this.#countDown();
    this.#say(title, "off", "");
  }

  #say(title: string, tone: string, reason: string): void {
    this.#life.dataset.tone = tone;
    this.#life.replaceChildren(
      element("strong", { class: "state" }, title),
      element("span", { class: "reason" }, reason),
    );
  }

  #countDown(): void {
    this.#retry.hidden = this.#retryAt === undefined;
    if (this.#retryAt === undefined) return;
    const seconds = Math.max(0, this.#retryAt - Date.now()) / 1000;
    const time = seconds === 0 ? "now" : `in ${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
    this.#retry.textContent = `${this.#verb} ${time}`;
  }
}
