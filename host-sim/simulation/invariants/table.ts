import { bounded } from "./bounded.js";
import { commands } from "./commands.js";
import { delivery } from "./delivery.js";
import { evenWear } from "./even-wear.js";
import { exactlyOnce } from "./exactly-once.js";
import { keepsItsToken } from "./keeps-its-token.js";
import { noCrash } from "./no-crash.js";
import { noSecret } from "./no-secret.js";
import { patient } from "./patient.js";
import { recovers } from "./recovers.js";
import { settingsWhole } from "./settings.js";
import { trueTimes } from "./true-times.js";
import type { Invariant } from "./watcher.js";

/** Every promise that is watched. */
export const invariants: readonly Invariant[] = [
  noCrash,
  delivery,
  exactlyOnce,
  trueTimes,
  commands,
  recovers,
  settingsWhole,
  noSecret,
  keepsItsToken,
  patient,
  bounded,
  evenWear,
];
