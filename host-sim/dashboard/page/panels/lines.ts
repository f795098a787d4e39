import type { LogEntry, MessageEntry } from "../../protocol.js";
import { element } from "../element.js";
import { timeText } from "../words.js";

/** Lines kept on the page. */
const kept = 1500;

/** A list that grows at its top. */
export class Lines<Entry> {
  readonly #root: HTMLElement;
  readonly #line: (entry: Entry) => HTMLElement;
  readonly #list = element("ol");
  #entries: Entry[] = [];
  #accepts: (entry: Entry) => boolean = () => true;

  constructor(root: HTMLElement, line: (entry: Entry) => HTMLElement) {
    this.#root = root;
    this.#line = line;
    // A region that scrolls must be reachable by keyboard.
    root.tabIndex = 0;
    this.#root.append(this.#list);
  }

  add(entries: readonly Entry[]): void {
    this.#entries = [...this.#entries, ...entries].slice(-kept);
    this.#list.prepend(...this.#shown(entries));
    while (this.#list.childElementCount > kept) this.#list.lastElementChild?.remove();
  }

  clear(): void {
    this.#entries = [];
    this.#list.replaceChildren();
  }

  /** Shows only the entries that the filter accepts, old and new. */
  filter(accepts: (entry: Entry) => boolean): void {
    this.#accepts = accepts;
    this.#list.replaceChildren(...this.#shown(this.#entries));
  }

  #shown(entries: readonly Entry[]): HTMLElement[] {
    return entries.filter(this.#accepts).map(this.#line).reverse();
  }
}

export function logLine({ time, level, tag, message }: LogEntry): HTMLElement {
  return element(
    "li",
    { class: `level-${level}` },
    element("time", {}, timeText(time)),
    element("span", { class: "tag" }, level === "info" ? tag : `${level} ${tag}`),
    element("span", { class: "text" }, message),
  );
}

const arrows = { device: "device →", cloud: "← cloud", note: "·" } as const;

export function messageLine({ time, from, packet, topic, detail, trouble }: MessageEntry): HTMLElement {
  return element(
    "li",
    { class: trouble === true ? "level-error" : `from-${from}` },
    element("time", {}, timeText(time)),
    element("span", { class: "tag" }, `${arrows[from]} ${packet}`),
    element(
      "span",
      { class: "text" },
      ...(topic === undefined ? [] : [element("code", {}, topic), " "]),
      detail,
    ),
  );
}
