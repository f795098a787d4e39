import type { ResourceView, ScenarioView, SensorView } from "../../protocol.js";
import { element, part } from "../element.js";
import type { Ask } from "../simulation.js";
import { SensorRow } from "./sensor-row.js";

/** What the simulated sensors show: by hand, one by one, or as a scenario. */
export class SurroundingsPanel {
  readonly #scenarios = part("scenarios", HTMLDivElement);
  readonly #story = part("scenario-story", HTMLParagraphElement);
  readonly #root = part("sensors", HTMLDivElement);
  readonly #rows = new Map<string, SensorRow>();
  readonly #ask: Ask;
  #sensors: readonly SensorView[] = [];
  #resources: readonly ResourceView[] = [];

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  showScenarios(scenarios: readonly ScenarioView[]): void {
    const back = { title: "As measured", story: "All sensors show again what they measure." };
    this.#scenarios.replaceChildren(
      ...scenarios.map(({ name, title, story }) =>
        this.#choice(title, story, () => this.#ask("scenario", { name })),
      ),
      this.#choice(back.title, back.story, () => this.#ask("release", {})),
    );
  }

  showSensors(sensors: readonly SensorView[]): void {
    // Only numbers have a natural control here.
    this.#sensors = sensors.filter(({ format }) => format === "number");
    this.#show();
  }

  /** Follows the sensors that measure undisturbed. */
  follow(resources: readonly ResourceView[]): void {
    this.#resources = resources;
    this.#show();
  }

  #show(): void {
    for (const sensor of this.#sensors) {
      const { source, resource } = sensor;
      const row = this.#rows.get(source) ?? this.#make(sensor);
      row.show(sensor, this.#resources.find((each) => each.resource === resource)?.reported ?? null);
    }
  }

  #make(sensor: SensorView): SensorRow {
    const { source } = sensor;
    const row = new SensorRow(sensor, {
      onDrive: (value) => this.#ask("drive", { source, value }),
      onRelease: () => this.#ask("release", { source }),
    });
    this.#rows.set(source, row);
    this.#root.append(row.element);
    return row;
  }

  /** The story is told where it happens: a hint that takes a mouse is none for a finger. */
  #choice(title: string, story: string, onChoose: () => void): HTMLElement {
    const button = element("button", { type: "button", class: "choice", title: story }, title);
    button.addEventListener("click", () => {
      this.#story.textContent = `${title}: ${story}`;
      onChoose();
    });
    return button;
  }
}
