import { element } from "../element.js";

export interface SwitchOptions {
  readonly label: string;
  /** The words for off and on. */
  readonly words: readonly [string, string];
  readonly onSwitch: (on: boolean) => void;
}

/** A switch with its label; shows what was confirmed, not what was asked for. */
export class Switch {
  readonly element: HTMLButtonElement;
  readonly #words: readonly [string, string];
  readonly #state = element("span", { class: "switch-state" });
  #on = false;

  constructor({ label, words, onSwitch }: SwitchOptions) {
    this.#words = words;
    this.element = element(
      "button",
      { type: "button", role: "switch", class: "switch" },
      element("span", { class: "switch-label" }, label),
      element("span", { class: "track", "aria-hidden": "true" }),
      this.#state,
    );
    this.element.addEventListener("click", () => onSwitch(!this.#on));
    this.show(false);
  }

  show(on: boolean): void {
    this.#on = on;
    this.element.setAttribute("aria-checked", String(on));
    this.#state.textContent = this.#words[on ? 1 : 0];
  }
}
