import uPlot from "uplot";
import type { ResourceView } from "../../protocol.js";
import { element } from "../element.js";
import { timeText, valueText } from "../words.js";

export interface ChartOptions {
  readonly name: string;
  readonly unit: string | null;
  /** A boolean is drawn as 0 and 1, and named. */
  readonly format: ResourceView["format"];
  /** A value that holds until the next one, such as a switch, is drawn in steps. */
  readonly stepped: boolean;
}

/** What the chart shows, milliseconds, and the least it shows. */
const longest = 10 * 60_000;
const shortest = 60_000;
const height = 110;
const font = "11px system-ui, sans-serif";

/** The reported values of the last ten minutes. */
export class Chart {
  readonly element: HTMLElement;
  readonly #options: ChartOptions;
  readonly #caption: HTMLElement;
  readonly #canvas: HTMLElement;
  readonly #times: number[] = [];
  readonly #values: number[] = [];
  #plot: uPlot | undefined;

  constructor(options: ChartOptions) {
    this.#options = options;
    this.#canvas = element("div", {
      class: "plot",
      role: "img",
      "aria-label": `${options.name}: no values yet`,
    });
    this.#caption = element("figcaption", { class: "caption" });
    this.element = element("figure", { class: "chart" }, this.#canvas, this.#caption);
    new ResizeObserver(() => this.#resize()).observe(this.#canvas);
  }

  add(time: number, value: number): void {
    this.#times.push(time / 1000);
    this.#values.push(value);
    while ((this.#times[1] ?? Infinity) < (time - longest) / 1000) {
      this.#times.shift();
      this.#values.shift();
    }
  }

  clear(): void {
    this.#times.length = 0;
    this.#values.length = 0;
  }

  /** Draws what was added, up to now. */
  draw(): void {
    if (this.#times.length === 0) return;
    this.#plot ??= this.#make();
    this.#plot.setData(this.#data());
    this.#describe();
  }

  /** Draws with the colours of the present theme. */
  restyle(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
    this.draw();
  }

  #data(): uPlot.AlignedData {
    if (!this.#options.stepped) return [this.#times, this.#values];
    const last = this.#values.at(-1) ?? 0;
    return [
      [...this.#times, Date.now() / 1000],
      [...this.#values, last],
    ];
  }

  #make(): uPlot {
    const style = getComputedStyle(this.#canvas);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour("--muted"),
      font,
      grid: { stroke: colour("--line"), width: 1 },
      ticks: { show: false },
    };
    const { stepped } = this.#options;
    const { stepped: steps } = uPlot.paths;
    return new uPlot(
      {
        width: this.#width,
        height,
        padding: [6, 24, 0, 0],
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false } },
        scales: {
          x: { time: true, range: () => this.#window() },
          y: { range: (_, low, high) => span(low, high, stepped) },
        },
        axes: [
          {
            ...axis,
            size: 22,
            space: 64,
            values: (_, ticks, __, ___, step) =>
              ticks.map((tick) => timeText(tick * 1000).slice(0, step < 60 ? 8 : 5)),
          },
          {
            ...axis,
            size: 44,
            space: 28,
            // Between false and true there is nothing to name.
            ...(this.#options.format === "boolean" ? { splits: () => [0, 1] } : {}),
            values: (_, ticks) => ticks.map((tick) => this.#name(tick)),
          },
        ],
        series: [
          {},
          {
            stroke: colour("--accent"),
            fill: colour("--accent-faint"),
            width: 2,
            ...(stepped && steps !== undefined ? { paths: steps({ align: 1 }) } : {}),
            points: { show: !stepped && this.#times.length < 40, size: 4, fill: colour("--accent") },
          },
        ],
        hooks: { setCursor: [(plot) => this.#point(plot.cursor.idx ?? undefined)] },
      },
      this.#data(),
      this.#canvas,
    );
  }

  get #width(): number {
    return Math.max(120, this.#canvas.clientWidth);
  }

  #resize(): void {
    this.#plot?.setSize({ width: this.#width, height });
  }

  #window(): [number, number] {
    const now = Date.now();
    const first = (this.#times[0] ?? 0) * 1000;
    return [Math.max(now - longest, Math.min(first, now - shortest)) / 1000, now / 1000];
  }

  #point(index: number | undefined): void {
    const time = index === undefined ? undefined : this.#times[index];
    const value = index === undefined ? undefined : this.#values[index];
    this.#caption.textContent =
      time === undefined || value === undefined
        ? ""
        : `${this.#name(value, this.#options.unit)} at ${timeText(time * 1000)}`;
  }

  #name(value: number, unit: string | null = null): string {
    return valueText(this.#options.format === "boolean" ? value !== 0 : value, unit);
  }

  /** What the picture shows, for those who do not see it. */
  #describe(): void {
    const { name, unit } = this.#options;
    const low = Math.min(...this.#values);
    const high = Math.max(...this.#values);
    const count = this.#values.length;
    this.#canvas.setAttribute(
      "aria-label",
      `${name}, ${count} reported ${count === 1 ? "value" : "values"} from ${this.#name(low)} to ${this.#name(high, unit)}`,
    );
  }
}

/** Room around the values, and a flat line in the middle; nothing below 0 where no value is. */
function span(low: number, high: number, stepped: boolean): [number, number] {
  const room = high > low ? (high - low) * 0.15 : Math.max(Math.abs(high) * 0.02, 0.5);
  if (stepped && low >= 0) return [0, Math.max(1, high) * 1.1];
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}
