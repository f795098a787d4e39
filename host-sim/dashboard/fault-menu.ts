import {
  CERTIFICATE_FLAWS,
  FAULT_STORIES,
  type Fault,
  type FaultKind,
} from "../emulators/connector/index.js";
import type { FaultView } from "./protocol.js";

type Row = Omit<FaultView, "kind" | "story">;

/** How each kind of fault is offered, with the value that its one parameter begins with. */
const rows: Readonly<Record<FaultKind, Row>> = Object.freeze({
  "refuse-connack": {
    title: "Refuse logins",
    lasts: false,
    field: { name: "code", label: "return code", value: 5, choices: [1, 2, 3, 4, 5] },
  },
  "delay-connack": {
    title: "Delay logins",
    lasts: false,
    field: { name: "milliseconds", label: "milliseconds", value: 5000 },
  },
  "lose-puback": { title: "Lose acknowledgements", lasts: false },
  "delay-puback": {
    title: "Delay acknowledgements",
    lasts: false,
    field: { name: "milliseconds", label: "milliseconds", value: 5000 },
  },
  "lose-provisioning-answer": { title: "Lose the activation's answer", lasts: false },
  drop: {
    title: "Drop the connection at a byte",
    lasts: false,
    field: { name: "bytes", label: "bytes that still pass", value: 20 },
  },
  stall: { title: "Stall", lasts: true },
  "half-open": { title: "Half-open connection", lasts: true },
  "slow-link": {
    title: "Slow link",
    lasts: true,
    field: { name: "bytesPerSecond", label: "bytes a second", value: 100 },
  },
  "clock-skew": {
    title: "Wrong clock",
    lasts: true,
    field: { name: "milliseconds", label: "milliseconds ahead", value: 3_600_000 },
  },
  "bad-certificate": {
    title: "Bad certificate",
    lasts: false,
    field: { name: "flaw", label: "flaw", value: "expired", choices: CERTIFICATE_FLAWS },
  },
  "cut-download": {
    title: "Cut a download",
    lasts: false,
    field: { name: "bytes", label: "bytes that still pass", value: 1000 },
  },
});

/** All faults that can be chosen, with the failure in the field that each stands for. */
export const faultMenu: readonly FaultView[] = Object.freeze(
  (Object.keys(rows) as FaultKind[]).map((kind) => ({ kind, ...rows[kind], story: FAULT_STORIES[kind] })),
);

/** One line for a fault: `Delay logins, milliseconds 5000`. */
export function faultTitle(fault: Fault): string {
  const { title } = rows[fault.kind];
  const parameters = Object.entries(fault).filter(([name]) => name !== "kind" && name !== "times");
  return [title, ...parameters.map(([name, value]) => `${name} ${value}`)].join(", ");
}
