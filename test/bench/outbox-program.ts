import storage from "embedded:storage/flash";
import Time from "time";
import Timer from "timer";
import { Log } from "../../firmware/device/log.js";
import { FlashOutbox } from "../../firmware/outbox/flash-outbox.js";
import { Journal } from "../../firmware/outbox/journal/journal.js";
import { MemoryOutbox } from "../../firmware/outbox/memory-outbox.js";
import type { Outbox } from "../../firmware/outbox/outbox.js";
import { Timeline } from "../../firmware/outbox/timeline.js";
import { FlashPartition } from "../../firmware/storage/flash-partition.js";
import { host } from "../../host-sim/engine/inside/host.js";

/**
 * An outbox inside the engine, so that what it holds there can be measured: none, one in flash or one in memory, with as many readings
 * as the bench says. In flash the first message is on its way, as it is in a session.
 */
export default function main(): void {
  const { part, readings } = host.config;
  const uptime = (): number => Time.ticks;
  const clock = { now: () => host.now(), uptime };
  let outbox: Outbox | undefined;
  const common = { drop: "oldest", priorityOf: () => 0, hold: 0 } as const;
  if (part === "flash") {
    const region = new FlashPartition(storage.open({ path: "outbox" }));
    const journal = new Journal({ region, ...common });
    const { boot, start } = journal;
    const timeline = new Timeline({ clock, boot, start, ...journal.lastAnchor });
    const log = new Log({ sink: () => undefined });
    outbox = new FlashOutbox({ journal, timeline, log, uptime, late: 10_000, hold: 0 });
  } else if (part === "memory") {
    const timeline = new Timeline({ clock });
    outbox = new MemoryOutbox({ ...common, capacity: Number(readings) + 1, timeline, uptime });
  }
  if (outbox !== undefined) {
    outbox.timeKnown();
    for (let index = 0; index < Number(readings); index++) {
      outbox.add({ resource: "temperature", value: 20 + (index % 500) / 100, uptime: uptime() + index });
    }
    outbox.open();
    for (let message = 0; message < 4; message++)
      outbox.sent(outbox.take("kept", (batch) => batch.length < 80));
  }
  // As the device does; without it nobody would hold the outbox.
  Timer.set(() => outbox?.poll(), 1_000_000);
  host.emit({ event: "ready", readings: outbox?.length ?? 0 });
}
