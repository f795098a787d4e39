import { type Defect, defect } from "../defect.js";

const folder = "firmware/outbox/journal";

/** Mistakes in counting and telling what a full outbox gives up. */
export const lossDefects: readonly Defect[] = [
  defect(
    "losses-uncounted",
    "what is given up is not counted",
    `${folder}/reclaim.ts`,
    "      counted.add(name);\n      losses.add(name, this.#moment(at, reading), sequence);",
    "      counted.add(name);",
  ),
  defect(
    "losses-in-memory",
    "counts of losses are not written to flash",
    `${folder}/reclaim.ts`,
    "for (const name of counted) this.noteLoss(name);",
    "",
  ),
  defect(
    "losses-untold",
    "nobody is told what was given up",
    "firmware/device/postman.ts",
    "    if (!this.#losses.deliver(session)) return;\n",
    "",
  ),
  defect(
    "losses-without-time",
    "a start works out anew when the readings that were lost were taken",
    `${folder}/mount.ts`,
    "          losses.resolve(anchor);\n",
    "",
  ),
  defect(
    "losses-told-again",
    "losses are told in every session",
    "firmware/device/loss-reports.ts",
    "    outbox.settle(loss);\n",
    "",
  ),
];
