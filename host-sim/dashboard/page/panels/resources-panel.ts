import type { ResourceView, SampleEntry } from "../../protocol.js";
import { part } from "../element.js";
import { ResourceCard } from "./resource-card.js";

/** Between two drawings of the charts, milliseconds: their time goes on also when nothing is reported. */
const redraw = 1000;

/** A card for each resource. */
export class ResourcesPanel {
  readonly #root = part("resource-cards", HTMLDivElement);
  readonly #cards = new Map<string, ResourceCard>();
  readonly #timer: number;

  constructor() {
    this.#timer = setInterval(() => this.#draw(), redraw);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      for (const card of this.#cards.values()) card.restyle();
    });
  }

  show(views: readonly ResourceView[]): void {
    for (const view of views) {
      const card = this.#cards.get(view.resource) ?? this.#make(view);
      card.show(view);
    }
  }

  add(samples: readonly SampleEntry[]): void {
    for (const sample of samples) this.#cards.get(sample.resource)?.add(sample);
    this.#draw();
  }

  clear(): void {
    for (const card of this.#cards.values()) card.clear();
  }

  /** The simulation has ended: time stands still. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #make(view: ResourceView): ResourceCard {
    const card = new ResourceCard(view);
    this.#cards.set(view.resource, card);
    this.#root.append(card.element);
    return card;
  }

  #draw(): void {
    if (document.hidden) return;
    for (const card of this.#cards.values()) card.draw();
  }
}
