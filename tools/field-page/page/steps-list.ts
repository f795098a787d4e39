import { element, part, say } from "../../../host-sim/dashboard/page/element.js";
import type { ProvisioningEvent, Step } from "../../device-link/provisioning.js";

const words: Readonly<Record<Step, string>> = {
  hello: "The board answers",
  wifi: "It joins the Wi-Fi network",
  settings: "It takes the settings",
  credentials: "It takes the credentials",
  commit: "It applies them together",
  online: "It comes online",
};

/** The steps of a provisioning, as they happen. */
export class StepsList {
  readonly #list = part("steps", HTMLOListElement);
  #present: HTMLLIElement | undefined;

  begin(): void {
    this.#list.replaceChildren();
    this.#list.hidden = false;
    this.#present = undefined;
  }

  show(event: ProvisioningEvent): void {
    if (event.event === "step") this.#step(event.step, event.state);
    if (event.event === "upload") this.#why(`${event.slot}: ${Math.round(event.done * 100)} %`);
    if (event.event === "stage")
      this.#why(event.reason === undefined ? event.stage : `${event.stage}: ${event.reason}`);
  }

  fail(reason: string, advice: string): void {
    this.#present ??= this.#add("It did not work");
    this.#present.className = "failed";
    this.#why(`${reason}. What to try: ${advice}.`);
  }

  #step(step: Step, state: "begun" | "done"): void {
    if (state === "begun") {
      this.#present = this.#add(words[step]);
      return;
    }
    if (this.#present !== undefined) this.#present.className = "done";
    this.#why("");
  }

  #add(text: string): HTMLLIElement {
    const item = element("li", {}, element("span", {}, text), element("span", { class: "why" }));
    this.#list.append(item);
    return item;
  }

  #why(text: string): void {
    const why = this.#present?.lastElementChild;
    if (why instanceof HTMLElement) say(why, text);
  }
}
