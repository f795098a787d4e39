import type { ResourceView, SampleEntry } from "../../protocol.js";
import { element, say } from "../element.js";
import { timeText, valueText } from "../words.js";
import { Chart } from "./chart.js";
import { ValueEditor } from "./value-editor.js";

/** A longer text is shown as running text, UTF-16 units. */
const longestFigure = 24;

/** One resource: what the device reported, what the cloud wants, and its course. */
export class ResourceCard {
  readonly element: HTMLElement;
  readonly #value = element("dd", { class: "value" });
  readonly #set = element("dd");
  readonly #time = element("dd");
  readonly #pending = element("p", { class: "pending", role: "status" });
  readonly #chart: Chart | undefined;
  readonly #editor: ValueEditor | undefined;

  constructor(view: ResourceView) {
    const { resource, unit, format, settable } = view;
    const title = `resource-${resource}`;
    if (format !== "string")
      this.#chart = new Chart({ name: resource, unit, format, stepped: settable || format === "boolean" });
    if (settable) this.#editor = new ValueEditor(view);
    this.element = element(
      "article",
      { class: "card resource", "aria-labelledby": title, "data-resource": resource },
      element("header", {}, element("h3", { id: title }, resource), this.#pending),
      element(
        "dl",
        { class: "facts" },
        element("div", { class: "reported" }, element("dt", {}, "reported"), this.#value),
        element("div", {}, element("dt", {}, "set"), this.#set),
        element("div", {}, element("dt", {}, "changed"), this.#time),
      ),
      ...(this.#chart === undefined ? [] : [this.#chart.element]),
      ...(this.#editor === undefined ? [] : [this.#editor.element]),
    );
  }

  show({ reported, set, pending, time, unit }: ResourceView): void {
    say(this.#value, valueText(reported, unit));
    this.#value.classList.toggle("is-text", typeof reported === "string" && reported.length > longestFigure);
    say(this.#set, valueText(set, unit));
    say(this.#time, time === null ? "–" : timeText(time));
    say(this.#pending, pending ? "pending" : "");
    this.element.classList.toggle("is-pending", pending);
    this.#editor?.show(set);
  }

  add({ time, value }: SampleEntry): void {
    this.#chart?.add(time, value);
  }

  clear(): void {
    this.#chart?.clear();
  }

  draw(): void {
    this.#chart?.draw();
  }

  restyle(): void {
    this.#chart?.restyle();
  }
}
