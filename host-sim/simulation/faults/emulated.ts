import type { Fault } from "../../emulators/connector/core/faults/fault.js";
import {
  type FaultKind as EmulatedKind,
  FAULT_STORIES,
} from "../../emulators/connector/core/faults/fault.js";
import type { RandomStream } from "../random-stream.js";
import { type FaultKind, hour, minute, second, spelled } from "./fault.js";

interface Row {
  readonly weight: number;
  /** Least and most time that it is on, milliseconds. */
  readonly duration: readonly [least: number, most: number];
  draw(random: RandomStream): Fault;
}

/** The emulator's own faults, with how often and for how long. */
const rows: Readonly<Partial<Record<EmulatedKind, Row>>> = Object.freeze({
  "refuse-connack": {
    weight: 3,
    duration: [minute, 12 * hour],
    draw: (random) => ({ kind: "refuse-connack", code: random.pick([3, 3, 4, 5] as const) }),
  },
  "delay-connack": {
    weight: 2,
    duration: [minute, hour],
    draw: (random) => ({ kind: "delay-connack", milliseconds: random.scale(second, minute) }),
  },
  "lose-puback": {
    weight: 6,
    duration: [minute, 6 * hour],
    draw: (random) => ({ kind: "lose-puback", times: random.integer(1, 5) }),
  },
  "delay-puback": {
    weight: 4,
    duration: [minute, 6 * hour],
    draw: (random) => ({ kind: "delay-puback", milliseconds: random.scale(second, 2 * minute) }),
  },
  drop: {
    weight: 5,
    duration: [minute, 6 * hour],
    draw: (random) => ({
      kind: "drop",
      bytes: random.scale(1, 5000),
      direction: random.pick(["received", "sent"] as const),
      times: random.integer(1, 4),
    }),
  },
  stall: { weight: 4, duration: [second, 2 * hour], draw: () => ({ kind: "stall" }) },
  "half-open": { weight: 4, duration: [minute, 6 * hour], draw: () => ({ kind: "half-open" }) },
  "slow-link": {
    weight: 2,
    duration: [minute, 6 * hour],
    draw: (random) => ({
      kind: "slow-link",
      bytesPerSecond: random.scale(50, 5000),
      latency: random.scale(10, 3000),
    }),
  },
} satisfies Partial<Record<EmulatedKind, Row>>);

/** The faults of the cloud that its emulator can show. */
export const emulatedFaults: readonly FaultKind[] = Object.entries(rows).map(([name, row]) => ({
  name,
  story: FAULT_STORIES[name as EmulatedKind],
  weight: row.weight,
  draw(random) {
    const [least, most] = row.duration;
    const duration = random.scale(least, most);
    const fault = row.draw(random);
    const { kind, ...details } = fault;
    const figures = Object.entries(details).map(([field, value]) => ` ${field}=${String(value)}`);
    return {
      words: `${kind}${figures.join("")} for ${spelled(duration)}`,
      duration,
      begin({ cloud }) {
        cloud.connector.faults.inject(fault, cloud.now, duration);
        return undefined;
      },
    };
  },
}));
