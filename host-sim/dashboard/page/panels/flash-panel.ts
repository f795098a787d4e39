import type { FlashDomain } from "../../protocol.js";
import { element, part } from "../element.js";

/** What is in the device's flash, secrets masked. */
export class FlashPanel {
  readonly #root = part("flash-content", HTMLDivElement);

  show(domains: readonly FlashDomain[]): void {
    const empty = element("p", { class: "empty" }, "Flash is empty: the device has stored nothing yet.");
    this.#root.replaceChildren(...(domains.length === 0 ? [empty] : domains.map(domainPart)));
  }
}

function domainPart({ domain, entries }: FlashDomain): HTMLElement {
  const rows = entries.map(({ key, content }) =>
    element(
      "div",
      {},
      element("dt", {}, element("code", {}, key)),
      element("dd", {}, element("code", {}, content)),
    ),
  );
  return element("div", { class: "domain" }, element("h3", {}, domain), element("dl", {}, ...rows));
}
