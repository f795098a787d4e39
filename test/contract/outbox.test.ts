import "../support/xs-globals.js";
import { describe } from "node:test";
import { FlashOutbox } from "../../firmware/outbox/flash-outbox.js";
import { Journal } from "../../firmware/outbox/journal/journal.js";
import { MemoryOutbox } from "../../firmware/outbox/memory-outbox.js";
import { Timeline } from "../../firmware/outbox/timeline.js";
import { FlashChip } from "../../host-sim/world/flash-chip.js";
import { fakeLog } from "../support/fake-log.js";
import { type OpenOutbox, outboxSuite } from "./outbox-suite.js";

const common = { drop: "oldest" as const, priorityOf: () => 0, hold: 600_000 };

const inMemory: OpenOutbox = (time, { room = 10_000, ...choice }) =>
  new MemoryOutbox({
    ...common,
    ...choice,
    capacity: room,
    timeline: new Timeline({ clock: time }),
    uptime: () => time.uptime(),
  });

/** A page of 1,024 bytes takes about 25 readings; four of them are the least, and one is always empty. */
const inFlash: OpenOutbox = (time, { room = 10_000, ...choice }) => {
  const blocks = Math.max(4, Math.ceil(room / 25) + 1);
  const journal = new Journal({ region: new FlashChip({ blockSize: 1024, blocks }), ...common, ...choice });
  const { boot, start } = journal;
  const timeline = new Timeline({ clock: time, boot, start, ...journal.lastAnchor });
  const { hold } = { ...common, ...choice };
  return new FlashOutbox({
    journal,
    timeline,
    log: fakeLog().log,
    uptime: () => time.uptime(),
    late: 10_000,
    hold,
  });
};

describe("an outbox in memory", () => outboxSuite(inMemory));
describe("an outbox in flash", () => outboxSuite(inFlash));
