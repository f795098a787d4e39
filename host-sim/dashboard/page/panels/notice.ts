import { part } from "../element.js";
import type { Connection } from "../simulation.js";

/** How long a refusal stays, milliseconds. */
const reading = 8000;

const sentences: Readonly<Record<Connection, string>> = Object.freeze({
  open: "",
  ended:
    "The simulation has ended. What you see is its last state; npm start begins a new one, at a new address.",
  lost: "The simulation has ended or cannot be reached. npm start begins a new one, at a new address.",
});

/** The bar for what everybody must see: a refused command, and the end of the simulation. */
export class Notice {
  readonly #bar = part("notice", HTMLDivElement);
  #standing = "";
  #timer = 0;

  /** The end stands until there is a connection again. */
  connection(connection: Connection): void {
    // What was said stays said: the stream breaks after the end, too.
    if (this.#standing === sentences.ended) return;
    this.#standing = sentences[connection];
    this.#show(this.#standing, "end");
  }

  refusal(reason: string): void {
    if (this.#standing !== "") return;
    this.#show(`Not done: ${reason}`, "refusal");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(this.#standing, "end"), reading);
  }

  #show(text: string, kind: "end" | "refusal"): void {
    this.#bar.hidden = text === "";
    this.#bar.dataset.kind = kind;
    this.#bar.textContent = text;
  }
}
