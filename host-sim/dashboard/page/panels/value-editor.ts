import type { ResourceView, Value } from "../../protocol.js";
import { element } from "../element.js";
import { command } from "../simulation.js";
import { unitText } from "../words.js";
import { Switch } from "./switch.js";

/** Writes one settable resource, as the cloud does. */
export class ValueEditor {
  readonly element: HTMLElement;
  readonly #resource: string;
  readonly #refusal: HTMLElement;
  readonly #show: (value: Value | null) => void;

  constructor(view: ResourceView) {
    this.#resource = view.resource;
    this.#refusal = element("p", { class: "refusal", role: "alert", id: `refusal-${view.resource}` });
    const { control, show } = view.format === "boolean" ? this.#toggle(view) : this.#form(view);
    this.#show = show;
    this.element = element(
      "fieldset",
      { class: "editor" },
      element("legend", { class: "unseen" }, `Write ${view.resource}`),
      control,
      this.#refusal,
    );
  }

  /** What the cloud wants the resource to be. */
  show(set: Value | null): void {
    this.#show(set);
  }

  #toggle({ resource }: ResourceView): Made {
    const toggle = new Switch({
      label: `Set ${resource}`,
      words: ["false", "true"],
      onSwitch: (on) => void this.#write(on),
    });
    return { control: toggle.element, show: (value) => toggle.show(value === true) };
  }

  #form(view: ResourceView): Made {
    const input = view.allowed === undefined ? inputFor(view) : choiceOf(view, view.allowed);
    const form = element("form", { class: "write" }, input, element("button", { type: "submit" }, "Write"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#write(input.value);
    });
    let isTouched = false;
    input.addEventListener("input", () => {
      isTouched = true;
    });
    return {
      control: form,
      show(value) {
        // What somebody is typing is not overwritten.
        if (!isTouched || document.activeElement !== input) input.value = value === null ? "" : String(value);
      },
    };
  }

  async #write(value: Value): Promise<void> {
    const reason = await command("write", { resource: this.#resource, value });
    this.#refusal.textContent = reason ?? "";
  }
}

interface Made {
  readonly control: HTMLElement;
  readonly show: (value: Value | null) => void;
}

/** The server judges the value; the browser must not stop what the cloud could write. */
function inputFor({ resource, format, unit, range }: ResourceView): HTMLInputElement {
  const hint = range === undefined ? "" : `, ${range[0]} to ${range[1]}`;
  return element("input", {
    type: "text",
    inputmode: format === "number" ? "decimal" : "text",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": `New value of ${resource} ${unitText(unit)}${hint}`,
    "aria-describedby": `refusal-${resource}`,
  });
}

function choiceOf({ resource }: ResourceView, allowed: readonly Value[]): HTMLSelectElement {
  const options = allowed.map((value) => element("option", { value: String(value) }, String(value)));
  return element("select", { "aria-label": `New value of ${resource}` }, ...options);
}
