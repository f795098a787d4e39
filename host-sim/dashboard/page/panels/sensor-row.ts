import type { SensorView, Value } from "../../protocol.js";
import { element } from "../element.js";
import { unitText } from "../words.js";

export interface SensorRowOptions {
  readonly onDrive: (value: Value | null) => void;
  readonly onRelease: () => void;
}

/** One property of a simulated sensor: a slider where the resource has a range, a field beside it, and the way back. */
export class SensorRow {
  readonly element: HTMLElement;
  readonly #field: HTMLInputElement;
  readonly #slider: HTMLInputElement | undefined;
  readonly #release: HTMLButtonElement;
  readonly #state = element("span", { class: "sensor-state" });

  constructor(view: SensorView, { onDrive, onRelease }: SensorRowOptions) {
    const { source, unit, range } = view;
    const label = `${source} ${unitText(unit)}`.trim();
    this.#field = element("input", { type: "number", step: "any", "aria-label": label });
    this.#field.addEventListener("change", () => {
      if (this.#field.value !== "") onDrive(this.#field.valueAsNumber);
    });
    if (range !== undefined) {
      const [min, max] = range;
      this.#slider = element("input", {
        type: "range",
        min,
        max,
        step: (max - min) / 250,
        "aria-label": label,
      });
      // The field follows the hand; the sensor gets the value when the hand lets go.
      this.#slider.addEventListener("input", () => {
        this.#field.value = this.#slider?.value ?? "";
      });
      this.#slider.addEventListener("change", () => onDrive(this.#slider?.valueAsNumber ?? 0));
    }
    this.#release = element(
      "button",
      { type: "button", class: "small", "aria-label": `Release ${source}` },
      "release",
    );
    this.#release.addEventListener("click", onRelease);
    this.element = element(
      "div",
      { class: "sensor", "data-source": source },
      element(
        "div",
        { class: "sensor-head" },
        element("span", { class: "sensor-name" }, source),
        this.#state,
        this.#release,
      ),
      element(
        "div",
        { class: "sensor-hand" },
        ...(this.#slider === undefined ? [] : [this.#slider]),
        this.#field,
        unitText(unit),
      ),
    );
  }

  /** @param measured what the device reported last, where it measures undisturbed. */
  show({ driven }: SensorView, measured: Value | null): void {
    const isDriven = driven !== undefined;
    this.#release.hidden = !isDriven;
    this.#state.textContent = driven === null ? "no reading" : isDriven ? "by hand" : "";
    this.element.classList.toggle("is-driven", isDriven);
    const value = isDriven ? driven : measured;
    if (driven === null) this.#field.value = "";
    if (typeof value !== "number") return;
    for (const input of [this.#field, this.#slider]) {
      // What somebody is choosing is not overwritten.
      if (input !== undefined && document.activeElement !== input) input.value = String(value);
    }
  }
}
