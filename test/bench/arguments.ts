import { parseArgs } from "node:util";

export const sections = ["start", "heap", "fleet", "outbox", "servers", "simulation"] as const;
export type Section = (typeof sections)[number];

export interface Arguments {
  readonly json: boolean;
  readonly sections: readonly Section[];
  /** Numbers of devices at which the fleet is measured, growing. */
  readonly fleetSizes: readonly number[];
}

const steps = [10, 50, 100, 200, 500, 1000, 2000];
const most = 5000;

export const usage = `npm run bench -- [--json] [--only ${sections.join("|")}]... [--devices N]
  --json       one object a line
  --only       this part, repeatable; all where absent
  --devices N  size of the largest fleet, 1 to ${most}; 200 where absent
`;

/** @throws TypeError in one line where an argument is wrong */
export function readArguments(words: readonly string[]): Arguments | "help" {
  const { values } = parseArgs({
    args: [...words],
    options: {
      json: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      devices: { type: "string", default: "200" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  for (const word of values.only) {
    if (!isSection(word)) throw new TypeError(`--only ${word}: there are ${sections.join(", ")}`);
  }
  const devices = Number(values.devices);
  if (!Number.isInteger(devices) || devices < 1 || devices > most) {
    throw new TypeError(`--devices ${values.devices}: must be a whole number from 1 to ${most}`);
  }
  return {
    json: values.json,
    sections: values.only.length === 0 ? sections : sections.filter((name) => values.only.includes(name)),
    fleetSizes: [...steps.filter((step) => step < devices), devices],
  };
}

function isSection(word: string): word is Section {
  return sections.some((name) => name === word);
}
