import { settable } from "../appliance.js";
import { hour, minute } from "../faults/fault.js";
import type { Invariant } from "./watcher.js";

/** What was ordered so long before a calm moment, milliseconds, must be done by then. */
const patience = 5 * minute;

/** What became of the cloud's writes to one resource. */
class Orders {
  /** The newest one and its moment. */
  ordered = { value: 0, at: 0 };
  /** The newest that the device carried out. */
  applied = 0;
  /** The newest that the device refused, or whose action was interrupted by a power cut. */
  settled = 0;
  /** The newest that the cloud itself overwrote with an older report (CN-MOD-2), */
  overwritten = 0;
  /** and the newest soon after which a connection ended: it may have been on its way, at QoS 0 (CN-SES-8). */
  broken = 0;
}

export const commands: Invariant = {
  name: "commands",
  rule: "What the cloud writes is carried out in order and at most once, the newest of it always, and the cloud is told.",
  watch({ world, violate }) {
    const table = new Map(settable.map((alias) => [alias, new Orders()]));
    return (occurrence, at) => {
      switch (occurrence.kind) {
        case "ordered": {
          const orders = table.get(occurrence.resource);
          if (orders !== undefined) orders.ordered = { value: occurrence.value, at };
          return;
        }
        case "applied": {
          const { resource, value } = occurrence;
          const orders = table.get(resource);
          if (orders === undefined) return;
          if (value === orders.applied) violate(`${resource} ${value} was carried out twice`);
          if (value < orders.applied) violate(`${resource} ${value} was carried out after ${orders.applied}`);
          orders.applied = value;
          return;
        }
        case "device": {
          const { event } = occurrence;
          if (event.event === "log" && event.tag === "report") return heard(event.message);
          if (event.event !== "written" || event.accepted) return;
          const orders = table.get(event.resource);
          if (orders !== undefined) orders.settled = Math.max(orders.settled, Number(event.value));
          return;
        }
        case "cloud": {
          const { event } = occurrence;
          if (event.event === "disconnected") return broken(at);
          const orders = event.event === "reported" ? table.get(event.resource) : undefined;
          if (
            orders !== undefined &&
            event.event === "reported" &&
            Number(event.value) < orders.ordered.value
          )
            orders.overwritten = orders.ordered.value;
          return;
        }
        case "calm":
          for (const [resource, orders] of table) judge(orders, resource, at);
          return;
        default:
          return;
      }
    };

    /**
     * Refused: flash did not take it. Interrupted: the power failed while it was carried out; its value holds, its action may or may not have
     * run, and never runs again.
     */
    function heard(report: string): void {
      const { event, resource, outcome } = JSON.parse(report) as Record<string, unknown>;
      if (event !== "command" || (outcome !== "interrupted" && outcome !== "refused")) return;
      const orders = table.get(String(resource));
      if (orders !== undefined) orders.settled = orders.ordered.value;
    }

    function broken(at: number): void {
      for (const orders of table.values()) {
        if (at - orders.ordered.at < hour) orders.broken = orders.ordered.value;
      }
    }

    function judge(orders: Orders, resource: string, at: number): void {
      const { ordered, applied } = orders;
      if (at - ordered.at < patience) return;
      const settled = Math.max(orders.settled, Math.min(orders.overwritten, orders.broken));
      if (applied < ordered.value && settled < ordered.value) {
        violate(`${resource} ${ordered.value} was never carried out; the last that was is ${applied}`);
      }
      const cell = world.cloud.device?.cells.get(resource);
      if (applied === ordered.value && applied > 0 && cell?.reported !== applied) {
        violate(`the device has carried out ${resource} ${applied}, and tells ${String(cell?.reported)}`);
      }
      if (cell !== undefined && cell.set !== cell.reported) {
        violate(`the cloud still waits for an answer to ${resource} ${String(cell.set)}`);
      }
    }
  },
};
