import uPlot from "uplot";
import type { ResourceView } from "../../protocol.js";
import { element } from "../element.js";
import { timeText, valueText } from "../words.js";
import { Course } from "./course.js";

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
  readonly #course = new Course(longest / 1000);
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
    this.#course.add(time / 1000, value);
  }

  clear(): void {
    this.#course.clear();
  }

  /** Draws what was added, up to now. */
  draw(): void {
    if (this.#course.times.length === 0) return;
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
    const { times, values } = this.#course;
    if (!this.#options.stepped) return [times, values];
    return [
      [...times, Math.max(times.at(-1) ?? 0, Date.now() / 1000)],
      [...values, values.at(-1) ?? 0],
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
            points: { show: !stepped && this.#course.times.length < 40, size: 4, fill: colour("--accent") },
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
    const first = (this.#course.times[0] ?? 0) * 1000;
    return [Math.max(now - longest, Math.min(first, now - shortest)) / 1000, now / 1000];
  }

  #point(index: number | undefined): void {
    const time = index === undefined ? undefined : this.#course.times[index];
    const value = index === undefined ? undefined : this.#course.values[index];
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
    const { values } = this.#course;
    const low = Math.min(...values);
    const high = Math.max(...values);
    const count = values.length;
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
