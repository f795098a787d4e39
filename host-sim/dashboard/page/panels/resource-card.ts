import type { ResourceView, SampleEntry } from "../../protocol.js";
import { element, say } from "../element.js";
import { timeText, valueText } from "../words.js";
import { Chart } from "./chart.js";
import { ValueEditor } from "./value-editor.js";

/** One resource: what the device reported, what the cloud wants, and its course. */
export class ResourceCard {
  readonly element: HTMLElement;
  readonly #value = element("p", { class: "value" });
  readonly #set = element("dd");
  readonly #time = element("dd");
  readonly #pending = element("p", { class: "pending", role: "status" });
  readonly #chart: Chart | undefined;
  readonly #editor: ValueEditor | undefined;

  constructor(view: ResourceView) {
    const { resource, unit, format, settable } = view;
    const title = `resource-${resource}`;
    if (format !== "string")
      this.#chart = new Chart({ name: resource, unit, stepped: settable || format === "boolean" });
    if (settable) this.#editor = new ValueEditor(view);
    this.element = element(
      "article",
      { class: "card resource", "aria-labelledby": title, "data-resource": resource },
      element("header", {}, element("h3", { id: title }, resource), this.#pending),
      this.#value,
      element(
        "dl",
        { class: "facts" },
        element("div", {}, element("dt", {}, "set"), this.#set),
        element("div", {}, element("dt", {}, "changed"), this.#time),
      ),
      ...(this.#chart === undefined ? [] : [this.#chart.element]),
      ...(this.#editor === undefined ? [] : [this.#editor.element]),
    );
  }

  show({ reported, set, pending, time, unit }: ResourceView): void {
    say(this.#value, valueText(reported, unit));
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
