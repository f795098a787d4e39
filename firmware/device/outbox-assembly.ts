import { FlashOutbox } from "../outbox/flash-outbox.js";
import { Journal, type JournalOptions } from "../outbox/journal/journal.js";
import { MemoryOutbox } from "../outbox/memory-outbox.js";
import type { Outbox } from "../outbox/outbox.js";
import { Timeline } from "../outbox/timeline.js";
import type { ResourceDefinition } from "../resources/definition.js";
import { takesEvents } from "../resources/event-source.js";
import type { Core } from "./core.js";

/** What the device tells about itself outlives ordinary readings, where nothing else was said. */
const priorityOfEvents = 1;

/** The outbox in the board's flash; in memory where the board has none for it, or none that works. */
export function buildOutbox(core: Core, definitions: ReadonlyMap<string, ResourceDefinition>): Outbox {
  const { board, settings, log } = core;
  const { clock } = board;
  const uptime = (): number => clock.uptime();
  const hold = settings.outboxHoldSeconds * 1000;
  const drop = settings.outboxDrop;
  const priorityOf = (resource: string): number => {
    const definition = definitions.get(resource);
    if (definition === undefined) return 0;
    return definition.priority ?? (takesEvents(definition) ? priorityOfEvents : 0);
  };
  const journal = openJournal(core, { drop, priorityOf });
  if (journal === undefined) {
    const timeline = new Timeline({ clock });
    const capacity = settings.outboxReadings;
    return new MemoryOutbox({ capacity, timeline, drop, priorityOf, uptime, hold });
  }
  const { boot, start } = journal;
  const timeline = new Timeline({ clock, boot, start, ...journal.lastAnchor });
  return new FlashOutbox({ journal, timeline, log, uptime, hold, late: settings.outboxLateSeconds * 1000 });
}

function openJournal({ board, log }: Core, options: Omit<JournalOptions, "region">): Journal | undefined {
  try {
    const region = board.outboxFlash;
    if (region === undefined) return undefined;
    const journal = new Journal({ region, ...options });
    const { foreign } = journal.mounted;
    if (foreign !== undefined)
      log.warning(
        "outbox",
        `flash holds pages of format ${foreign}, which this firmware overwrites in their turn`,
      );
    if (journal.waiting > 0) log.info("outbox", `${journal.waiting} readings wait in flash`);
    return journal;
  } catch (error) {
    log.error("outbox", `${String(error)}; readings wait in memory, which a restart forgets`);
    return undefined;
  }
}
