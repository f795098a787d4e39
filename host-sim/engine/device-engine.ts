import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { RestartReason } from "../../firmware/ports/restarts.js";
import { cuttingDisk, type PowerCut } from "../world/power-cut.js";
import type { Bundle } from "./bundle.js";
import { Device } from "./device.js";
import { type BootFacts, type KeyValueRequest, question } from "./door.js";
import type { EngineProgress, Fate, HeapFigures, HeapLimit, Machine } from "./machine.js";
import { NodeMachine } from "./node/machine.js";
import { disk } from "./services/disk.js";
import { FlashFile } from "./services/flash-file.js";
import { answerFlash } from "./services/flash-requests.js";
import { KeyValueStore } from "./services/key-value-store.js";
import type { SerialJack } from "./services/serial-ports.js";
import { XSMachine } from "./xs/machine.js";

export type EngineName = "xs" | "node";

export interface DeviceExit {
  /** `closed` and `power cut` were asked for from outside, `restart` by the firmware. */
  readonly kind: Fate | "closed" | "power cut" | "restart";
  /** One line. */
  readonly reason: string;
  /** Where the firmware was, `firmware/app.ts:12`. */
  readonly position?: string;
}

/** The callbacks must not throw: nobody would hear of it but the process. */
export interface EngineOptions {
  readonly engine: EngineName;
  readonly bundle: Bundle;
  /** For reports. */
  readonly name: string;
  /** Folder of the device's flash; made when it first writes. */
  readonly storageDir: string;
  /** `mc/config` of the firmware; undefined values are left out. */
  readonly config?: Readonly<Record<string, string | number | undefined>>;
  /** By file name, as `new Resource("ca.der")` asks for them. */
  readonly resources?: Readonly<Record<string, Uint8Array>>;
  /** Answers `host.call` of the platform modules; JSON-able both ways. What it throws is thrown in the firmware. */
  readonly call?: (name: string, payload: unknown) => unknown;
  /** Why this run begins, and the memo of the run before; a power-on without one where absent. */
  readonly start?: { readonly reason: RestartReason; readonly memo?: string | undefined };
  /** The firmware leaves a memo for its next run. */
  readonly onMemo?: (memo: string) => void;
  /** Where its serial ports are plugged in; each a TCP port on loopback, told by the event `serial`, where absent. */
  readonly serial?: SerialJack;
  /** Makes chance repeatable: four numbers, 0 to 2^32 - 1. */
  readonly seed?: readonly number[];
  /** Room on the XS heap beside the program; four times a board's where absent. */
  readonly heap?: HeapLimit;
  /** How long one callback may compute, milliseconds, about; 5,000 where absent. */
  readonly turnLimit?: number;
  /** Size of its raw flash, a multiple of 4; 0: it has none. 512 where absent, as boards have. */
  readonly flashKilobytes?: number;
  /** Fails the power in the middle of a write. */
  readonly powerCut?: PowerCut;
  readonly onTrace: (line: string) => void;
  /** Events of the platform modules and of the engine (`storage-corrupt`, `unhandled-rejection`, `serial`). */
  readonly onEvent: (event: Record<string, unknown>) => void;
  /** Once; nothing comes after it. */
  readonly onExit: (exit: DeviceExit) => void;
  readonly onProgress?: (progress: EngineProgress) => void;
}

export interface RunningEngine {
  /** Of the worker process; undefined where the firmware runs in this one. */
  readonly pid: number | undefined;
  /** Ends the device between two turns. */
  close(): Promise<void>;
  /** Ends the device at once; what it did not write is lost. */
  cutPower(): void;
  /** After a garbage collection. Undefined where the engine cannot tell (Node), and when the device is off. */
  heap(): Promise<HeapFigures | undefined>;
}

/** A board with TLS and MQTT running has about 78,848 bytes of chunks and 4,928 slots. */
const defaultHeap: HeapLimit = { chunkBytes: 4 * 78_848, slots: 4 * 4928 };
const defaultTurnLimit = 5000;
const defaultFlashKilobytes = 512;

/**
 * Powers a device up. Resolves when its program was loaded, even if that ended it: then `onExit` has been called.
 *
 * @throws EngineUnavailable where XS cannot be built
 */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  const machines = { xs: XSMachine, node: NodeMachine };
  const device = new Device(options);
  const answer = answers(options, device);
  const machine: Machine = await machines[options.engine].start({
    bundle: options.bundle,
    heap: options.heap ?? defaultHeap,
    turnLimit: options.turnLimit ?? defaultTurnLimit,
    answer: (asked) => (device.isOff ? undefined : answer(asked)),
    onDeath: (failure) => device.fail(failure),
    onProgress: options.onProgress,
  });
  await device.run(machine);
  return {
    pid: machine.pid,
    close: () => device.close(),
    cutPower: () => device.cutPower(),
    heap: () => device.heap(),
  };
}

/** The questions that a program waits for. */
function answers(options: EngineOptions, device: Device): (asked: Uint8Array) => Uint8Array | undefined {
  const { storageDir, powerCut, resources = {}, seed = randomSeed(), onEvent, onMemo } = options;
  const config = Object.fromEntries(
    Object.entries(options.config ?? {}).filter(([, value]) => value !== undefined),
  );
  const store = new KeyValueStore({
    folder: storageDir,
    disk: powerCut === undefined ? disk : cuttingDisk(disk, powerCut, () => device.cutPower()),
    onCorrupt: (file, kept) => onEvent({ event: "storage-corrupt", file, kept }),
  });
  const flash = new FlashFile({
    path: join(storageDir, "outbox.flash"),
    blocks: (options.flashKilobytes ?? defaultFlashKilobytes) / 4,
  });
  const facts = {
    config,
    seed,
    resources: Object.keys(resources),
    ...(options.start ?? { reason: "power-on" }),
  } as BootFacts;
  const byQuestion: Record<number, (body: Buffer) => Uint8Array> = {
    [question.boot]: () => json(facts),
    [question.resource]: (body) => resources[body.toString()] ?? new Uint8Array(0),
    [question.keyValue]: (body) => json(store.answer(JSON.parse(body.toString()) as KeyValueRequest)),
    [question.memo]: (body) => {
      onMemo?.(body.toString());
      return Buffer.alloc(0);
    },
    [question.flash]: (body) => answerFlash(flash, body),
    [question.position]: (body) => Buffer.from(device.positionOf(body.toString()) ?? ""),
    [question.call]: (body) => {
      const { name, payload } = JSON.parse(body.toString()) as { name: string; payload: unknown };
      if (options.call === undefined) throw new Error(`host.call("${name}"): nobody answers`);
      return json({ value: options.call(name, payload) });
    },
  };
  return (asked) => {
    try {
      const content = byQuestion[asked[0] ?? 0]?.(Buffer.from(asked.subarray(1)));
      return device.isOff ? undefined : Buffer.concat([Buffer.of(0), content ?? Buffer.alloc(0)]);
    } catch (error) {
      return Buffer.concat([
        Buffer.of(1),
        Buffer.from(error instanceof Error ? error.message : String(error)),
      ]);
    }
  };
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function randomSeed(): number[] {
  return [...new Uint32Array(new Uint8Array(randomBytes(16)).buffer)];
}
