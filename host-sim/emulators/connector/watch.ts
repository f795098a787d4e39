import type { WatchOptions } from "./control/device-control.js";
import type { ConnectorEvent } from "./core/events.js";
import type { EventLog } from "./event-log.js";

/** Events a watcher may lag behind before the oldest ones are skipped. */
const MAX_LAG = 10_000;

/** The log as an endless iteration; it ends with the `closed` event, by `signal`, or when the consumer leaves. */
export async function* watchLog(
  log: EventLog,
  options: WatchOptions,
): AsyncGenerator<ConnectorEvent, void, void> {
  const queue: ConnectorEvent[] = options.history === false ? [] : log.history();
  let wake: () => void = () => {};
  const unsubscribe = log.subscribe((event) => {
    queue.push(event);
    if (queue.length > MAX_LAG) queue.shift();
    wake();
  });
  const abort = () => wake();
  options.signal?.addEventListener("abort", abort);
  try {
    while (options.signal?.aborted !== true) {
      const event = queue.shift();
      if (event === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      yield event;
      if (event.event === "closed") return;
    }
  } finally {
    unsubscribe();
    options.signal?.removeEventListener("abort", abort);
  }
}
