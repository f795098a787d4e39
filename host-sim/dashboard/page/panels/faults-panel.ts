import type { ActiveFault, FaultView } from "../../protocol.js";
import { element, part } from "../element.js";
import type { Ask } from "../simulation.js";
import { timeText } from "../words.js";

interface Extent {
  readonly title: string;
  readonly times?: number;
  readonly seconds?: number;
}

const counts: readonly Extent[] = [
  { title: "once", times: 1 },
  { title: "three times", times: 3 },
  { title: "until cleared" },
];
const spans: readonly Extent[] = [
  { title: "for 10 seconds", seconds: 10 },
  { title: "for one minute", seconds: 60 },
  { title: "until cleared" },
];

/** Makes things go wrong in the cloud, and shows what is on. */
export class FaultsPanel {
  readonly #form = part("fault-form", HTMLFormElement);
  readonly #kind = choiceIn(this.#form, "kind");
  readonly #extent = choiceIn(this.#form, "extent");
  readonly #field = part("fault-field", HTMLDivElement);
  readonly #active = part("active-faults", HTMLDivElement);
  readonly #clear = part("clear-faults", HTMLButtonElement);
  readonly #ask: Ask;
  #menu: readonly FaultView[] = [];

  constructor(ask: Ask) {
    this.#ask = ask;
    this.#kind.addEventListener("change", () => this.#choose());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#inject();
    });
    this.#clear.addEventListener("click", () => ask("clearFaults", {}));
    part("kick", HTMLButtonElement).addEventListener("click", () => ask("kick", {}));
  }

  offer(menu: readonly FaultView[]): void {
    this.#menu = menu;
    this.#kind.replaceChildren(...menu.map(({ kind, title }) => element("option", { value: kind }, title)));
    this.#choose();
  }

  show(active: readonly ActiveFault[]): void {
    this.#clear.hidden = active.length === 0;
    this.#active.replaceChildren(
      ...active.map(({ title, until }) =>
        element("p", {}, until === null ? title : `${title}, until ${timeText(until)}`),
      ),
    );
  }

  get #chosen(): FaultView | undefined {
    return this.#menu.find(({ kind }) => kind === this.#kind.value);
  }

  get #extents(): readonly Extent[] {
    return this.#chosen?.lasts === true ? spans : counts;
  }

  #choose(): void {
    const fault = this.#chosen;
    part("fault-story", HTMLParagraphElement).textContent = fault?.story ?? "";
    const field = fault?.field;
    this.#field.hidden = field === undefined;
    this.#field.replaceChildren(
      ...(field === undefined ? [] : [element("label", {}, field.label, inputFor(field))]),
    );
    this.#extent.replaceChildren(
      ...this.#extents.map(({ title }, index) => element("option", { value: index }, title)),
    );
  }

  #inject(): void {
    const fault = this.#chosen;
    if (fault === undefined) return;
    const { times, seconds } = this.#extents[this.#extent.selectedIndex] ?? {};
    const typed = String(new FormData(this.#form).get("parameter") ?? "");
    const parameter = typeof fault.field?.value === "number" ? Number(typed) : typed;
    this.#ask("inject", {
      kind: fault.kind,
      ...(fault.field === undefined ? {} : { parameter }),
      ...(times === undefined ? {} : { times }),
      ...(seconds === undefined ? {} : { seconds }),
    });
  }
}

function inputFor({ value, choices }: NonNullable<FaultView["field"]>): HTMLElement {
  if (choices === undefined)
    return element("input", { type: "number", name: "parameter", value, required: true });
  const options = choices.map((choice) =>
    element("option", { value: choice, selected: choice === value }, String(choice)),
  );
  return element("select", { name: "parameter" }, ...options);
}

function choiceIn(form: HTMLFormElement, name: string): HTMLSelectElement {
  const found = form.elements.namedItem(name);
  if (found instanceof HTMLSelectElement) return found;
  throw new Error(`index.html has no choice "${name}"`);
}
