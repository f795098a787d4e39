import type { Defect } from "../defect.js";
import { commandDefects } from "./commands.js";
import { deviceDefects } from "./device.js";
import { journalDefects } from "./journal.js";
import { lossDefects } from "./losses.js";
import { outboxDefects } from "./outbox.js";

/** Every deliberate defect; the simulation has to find all of them. */
export const defects: readonly Defect[] = [
  ...journalDefects,
  ...lossDefects,
  ...outboxDefects,
  ...commandDefects,
  ...deviceDefects,
];
