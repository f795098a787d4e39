import "../support/xs-globals.js";
import { nextAnchor } from "../../firmware/outbox/anchor.js";
import { Journal } from "../../firmware/outbox/journal/journal.js";
import type { FlashRegion } from "../../firmware/ports/flash.js";
import { FlashChip } from "../../host-sim/world/flash-chip.js";
import { randomScript, seeded } from "../support/journal-arbitrary.js";
import { type Campaign, cutEverywhere, play, tears } from "../support/journal-campaign.js";

const policy = { drop: "oldest", priorityOf: () => 0 } as const;
/** A reading a minute. */
const interval = 60_000;
const start = Date.UTC(2026, 0, 1);
const halfMegabyte = { blockSize: 4096, blocks: 128 };

/** Writes typical readings, one a minute, until `isEnough`; tells how many. The clock was set before the first. */
export function writeReadings(
  region: FlashRegion,
  isEnough: (journal: Journal, count: number) => boolean,
): number {
  const journal = new Journal({ region, ...policy });
  const boot = journal.boot & 0xffff;
  journal.setAnchor(nextAnchor({ boot, time: journal.start, wall: start }, undefined, -1));
  for (let count = 0; ; count++) {
    if (isEnough(journal, count)) return count;
    const time = journal.start + 1 + count * interval;
    journal.append({ resource: "temperature", value: typicalValue(count), quality: "good", time });
  }
}

/** Degrees with two decimals. */
export function typicalValue(count: number): number {
  return Math.round(2100 + 200 * Math.sin(count / 100)) / 100;
}

/** The same reading as an entry of history on the wire (CN-RES-3), bytes. */
export function bytesOnTheWire(count: number): number {
  const timestamp = (start + count * interval) * 1000;
  return `{"timestamp":${timestamp},"values":{"temperature":${typicalValue(count)}}},`.length;
}

/** Readings that fit into 512 KB before the first has to go. */
export function capacity(): number {
  const chip = new FlashChip(halfMegabyte);
  return writeReadings(chip, (journal) => journal.losses.size > 0) - 1;
}

export interface Wear {
  readonly readings: number;
  readonly least: number;
  readonly most: number;
  readonly bytesPerReading: number;
}

/** A year's worth of rounds: everything is written, told and acknowledged in batches, with a restart now and then. */
export function wear(readings: number): Wear {
  const chip = new FlashChip(halfMegabyte);
  let journal = new Journal({ region: chip, ...policy });
  let time = 0;
  for (let count = 0; count < readings; count++) {
    if (count % 997 === 0) {
      journal = new Journal({ region: chip, ...policy });
      time = Math.max(time, journal.start);
      const { anchor, until } = journal.lastAnchor;
      const seen = { boot: journal.boot & 0xffff, time: ++time, wall: start + count * interval };
      journal.setAnchor(nextAnchor(seen, anchor, until));
    }
    journal.append({ resource: "temperature", value: typicalValue(count), quality: "good", time: ++time });
    if (count % 80 === 79) journal.replay.release(journal.replay.take((taken) => taken.length < 80, 0));
  }
  const least = Math.min(...chip.eraseCounts);
  return {
    readings,
    least,
    most: Math.max(...chip.eraseCounts),
    bytesPerReading: chip.programmedBytes / readings,
  };
}

export interface PowerCuts {
  readonly operations: number;
  readonly cuts: number;
  /** In a second of one processor's time, whoever else uses it. */
  readonly perSecond: number;
  /** The same cuts, each by playing the script from its start. */
  readonly oneByOnePerSecond: number;
}

/** The power fails at every single operation of a script of so many. Throws an AssertionError where a promise is broken. */
export function powerCuts(operations: number): PowerCuts {
  // Two steps of three operate on the flash.
  const campaign = campaignOf(2026, Math.ceil(operations * 1.5));
  let begun = processorSeconds();
  const cuts = cutEverywhere(campaign, (so) => so >= operations);
  const perSecond = cuts / (processorSeconds() - begun);
  begun = processorSeconds();
  const sample = 10;
  for (let index = 0; index < sample; index++)
    play(campaign, [{ operation: Math.floor((operations * index) / sample), tear: "bits" }]);
  return { operations, cuts, perSecond, oneByOnePerSecond: sample / (processorSeconds() - begun) };
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

/** And at every pair of operations of a short one; tells how many. */
export function powerCutPairs(steps: number): number {
  const campaign = campaignOf(7, steps);
  const operations = play(campaign);
  let pairs = 0;
  for (let first = 0; first < operations; first++) {
    for (let second = first + 1; second < operations; second++) {
      const [tear = "bits", other = "bits"] = [tears[pairs % 4], tears[(pairs >>> 2) % 4]];
      play(campaign, [
        { operation: first, tear },
        { operation: second, tear: other },
      ]);
      pairs += 1;
    }
  }
  return pairs;
}

function campaignOf(seed: number, steps: number): Campaign {
  return { seed, steps: randomScript({ steps, random: seeded(seed) }), blockSize: 1024, blocks: 16 };
}
