import { type Defect, defect } from "../defect.js";

/** Mistakes on the way of a reading between sensor, memory, flash and session. */
export const outboxDefects: readonly Defect[] = [
  defect(
    "kept-in-memory",
    "without a session readings stay in memory",
    "firmware/outbox/flash-outbox.ts",
    "if (!isLive || this.#stage.length > mostStaged) this.#store();",
    "if (this.#stage.length > mostStaged) this.#store();",
  ),
  defect(
    "acknowledged-early",
    "a message counts as delivered when it has left",
    "firmware/device/postman.ts",
    "      outbox.sent(batch);\n",
    "      outbox.sent(batch);\n      outbox.release(batch, () => undefined);\n",
  ),
  defect(
    "no-rewind",
    "what was on its way when the session ended is not sent again",
    "firmware/outbox/flash-outbox.ts",
    "    this.#options.journal.replay.rewind();\n",
    "",
  ),
  {
    name: "not-put-back",
    story: "a session promises room that it has not, and what it does not take is not put back",
    substitutions: [
      { file: "firmware/device/postman.ts", find: "        outbox.putBack(batch);\n", replace: "" },
      {
        file: "firmware/cloud/connector/session.ts",
        find: "return this.#inFlight.size < this.#options.window && this.#mqtt.hasRoom;",
        replace: "return this.#inFlight.size >= 0;",
      },
    ],
  },
  defect(
    "stamped-when-sent",
    "a reading gets the time at which it is sent",
    "firmware/cloud/connector/codec.ts",
    "  return timestamp ?? Math.round(now - (uptime - taken)) * 1000;",
    "  return timestamp === undefined || taken < 0 ? now * 1000 : Math.round(now) * 1000;",
  ),
  defect(
    "stamp-not-kept",
    "the time is worked out anew whenever a reading is sent",
    "firmware/cloud/connector/codec.ts",
    "  return timestamp ?? Math.round(now - (uptime - taken)) * 1000;",
    "  return timestamp === undefined ? 0 : Math.round(now - (uptime - taken)) * 1000;",
  ),
  defect(
    "whole-hours",
    "timestamps are rounded to hours, so that two readings share one",
    "firmware/outbox/anchor.ts",
    "const told = Math.round(wall - (time - at)) * 1000 + serial;",
    "const told = Math.round((wall - (time - at)) / 3_600_000) * 3_600_000_000 + serial;",
  ),
  defect(
    "clock-goes-back",
    "timestamps follow a clock that was set back",
    "firmware/outbox/anchor.ts",
    "floor: behind > longestSlowing * 1000 ? 0 : floor",
    "floor: behind > -Infinity ? 0 : floor",
  ),
  defect(
    "any-anchor",
    "a reading takes the clock of an earlier run",
    "firmware/outbox/journal/anchor-search.ts",
    "if (before?.boot === boot) return timestampAt(before, time);",
    "if (before !== undefined) return timestampAt(before, time);",
  ),
];
