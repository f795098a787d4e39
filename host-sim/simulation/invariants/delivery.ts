import { minute, second } from "../faults/fault.js";
import type { Account, Taken } from "../ledger.js";
import { ToldLosses } from "./told-losses.js";
import type { Invariant } from "./watcher.js";

/** What was taken so long before a calm moment, milliseconds, must be in the cloud's record by then. */
const patience = 5 * minute;
/**
 * A reading that was taken online is in flash so much later at the latest, milliseconds, if the cloud has not acknowledged it until then:
 * `outboxLateSeconds` (10 s), found out at the next look (30 s), and the time of the flash.
 */
const volatile = 45 * second;

/**
 * Losses are told when a session opens, and every ten minutes in it. With flash full a reading that is late may cost a page in between, and the
 * calm moment may come before the word of that. So many of one resource a page holds.
 */
const onePage = 110;

/** What is missing of one resource. */
class Missing {
  /** The device had accepted them. */
  accepted = 0;
  /**
   * Power failed, or flash did, before they were in flash: they may be gone without a word. Those since the last calm moment, and those
   * before it that may have been in flash after all, and were given up then, and whose loss was left for the next session to tell.
   */
  excused = 0;
  excusedBefore = 0;
  /**
   * In the record, but no acknowledgement reached the device: it kept them, and may have given them up and counted them. Those since the
   * last calm moment, and those before it, whose loss was left for the next session to tell.
   */
  doubtful = 0;
  doubtfulBefore = 0;
  /** Given up by the device, and told to the cloud since the last calm moment. */
  told = 0;
  /** Left at the last calm moment for the next session to tell. */
  untold = 0;
}

export const delivery: Invariant = {
  name: "delivery",
  rule: "Every reading that is in flash reaches the cloud's record; those that a full outbox gives up are told, and their number is exact.",
  watch({ world, ledger, violate }) {
    const table = new Map([...ledger.accounts.keys()].map((alias) => [alias, new Missing()]));
    const excused = new Set<Taken>();
    const losses = new ToldLosses(violate);
    let flashFailedAt = -Infinity;
    let sessions = 0;
    return (occurrence, at) => {
      const told = losses.hear(occurrence);
      const missing = told === undefined ? undefined : table.get(told.resource);
      if (missing !== undefined) missing.told += told?.more ?? 0;
      switch (occurrence.kind) {
        case "flash-failed":
          flashFailedAt = at;
          return;
        case "power-lost":
          for (const account of ledger.accounts.values()) excuse(account, at);
          return;
        case "device":
          if (occurrence.event.event === "connected") sessions += 1;
          return;
        case "cloud": {
          const { event } = occurrence;
          if (event.event === "rejected")
            violate(`the cloud did not take ${event.resource ?? event.topic}: ${event.text}`);
          if (event.event === "malformed") violate(`the device sent what is no MQTT: ${event.reason}`);
          return;
        }
        case "calm":
          for (const [resource, account] of ledger.accounts) settle(resource, account, at);
          excused.clear();
          sessions = 0;
          return;
        default:
          return;
      }
    };

    function excuse({ open }: Account, at: number): void {
      for (const taken of open.values()) {
        // The power went while the device was putting it into flash.
        const isUnderWay = taken === ledger.last && taken.turn === world.time.turn;
        const isVolatile = isUnderWay || (taken.isOnline && at - taken.at <= volatile);
        if (isVolatile || flashFailedAt >= taken.at) excused.add(taken);
      }
    }

    function settle(resource: string, { open, unacknowledged }: Account, at: number): void {
      const missing = table.get(resource) ?? new Missing();
      let example: number | undefined;
      for (const [value, taken] of open) {
        if (at - taken.at <= patience) continue;
        open.delete(value);
        if (excused.has(taken)) missing.excused += 1;
        else {
          missing.accepted += 1;
          example ??= value;
        }
      }
      for (const [value, taken] of unacknowledged) {
        if (at - taken.at <= patience) continue;
        unacknowledged.delete(value);
        missing.doubtful += 1;
      }
      judge(resource, missing, example);
    }

    function judge(resource: string, missing: Missing, example: number | undefined): void {
      const { accepted, told, untold } = missing;
      const perhaps = missing.excused + missing.excusedBefore;
      const doubtful = missing.doubtful + missing.doubtfulBefore;
      const left = untold + accepted - told;
      if (left > onePage || (sessions > 0 && told < untold)) {
        const such = example === undefined ? "" : `, ${example} for one`;
        violate(
          `${untold + accepted} readings of ${resource} are not in the record${such}; the device told of ${told}`,
        );
      }
      if (left < -perhaps - doubtful) {
        violate(
          `the device told of ${told} lost readings of ${resource}; ${untold + accepted + perhaps} are missing; of ${doubtful} in the record it does not know`,
        );
      }
      const tooMany = Math.max(0, -left);
      const recorded = Math.min(tooMany, doubtful);
      const gone = tooMany - recorded;
      // A session in between has told all that was given up before it: what was not among that is gone without a word, or delivered.
      missing.doubtfulBefore = sessions > 0 ? Math.max(0, missing.doubtful - recorded) : doubtful - recorded;
      missing.excusedBefore = sessions > 0 ? Math.max(0, missing.excused - gone) : perhaps - gone;
      missing.doubtful = 0;
      missing.excused = 0;
      missing.untold = Math.max(0, left);
      missing.accepted = 0;
      missing.told = 0;
    }
  },
};
