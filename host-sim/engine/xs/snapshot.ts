import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { EngineProgress, HeapFigures, HeapLimit } from "../machine.js";
import type { ProgramFiles } from "../program-files.js";
import { Worker } from "./worker.js";

/** Order of the fields in the snapshot's `CREA` atom, int32 little endian: how a machine is made. */
const creation = {
  initialChunkSize: 0,
  incrementalChunkSize: 1,
  initialHeapCount: 2,
  incrementalHeapCount: 3,
  stackCount: 4,
  initialKeyCount: 5,
  incrementalKeyCount: 6,
} as const;

/** Bytes of a slot on the computer. */
const slotBytes = 32;
/** Four times what a board has. */
const stackCount = 2048;
/** What loading a program takes, for each byte of its text: bytes of chunks, most of them for the time of loading, and slots. */
const loading = { chunkBytes: 2, slots: 1 / 32 } as const;
/** Names that a program may make up while it runs. */
const spareKeys = 2000;

/** The atoms of a snapshot: big endian size, four letters, content; the first atom holds the others. */
function atoms(snapshot: Buffer): Map<string, { start: number; size: number }> {
  const found = new Map<string, { start: number; size: number }>();
  for (let at = 8; at + 8 <= snapshot.byteLength; ) {
    const size = snapshot.readUInt32BE(at);
    if (size < 8) throw new Error(`snapshot: atom of ${size} bytes at ${at}`);
    found.set(snapshot.toString("latin1", at + 4, at + 8), { start: at + 8, size: size - 8 });
    at += size;
  }
  return found;
}

function atom(found: ReturnType<typeof atoms>, name: string): { start: number; size: number } {
  const one = found.get(name);
  if (one === undefined) throw new Error(`snapshot: no atom ${name}`);
  return one;
}

/** What lives on the heap: writing a snapshot collects garbage first. */
export function heapFigures(snapshot: Buffer): HeapFigures {
  const found = atoms(snapshot);
  return { chunkBytes: atom(found, "BLOC").size, slots: Math.floor(atom(found, "HEAP").size / slotBytes) };
}

/**
 * A worker makes itself a heap of 48 MB that grows to 2 GB, in which a runaway program takes minutes to fail. A board's heap is
 * small and fixed; so is this one: what the program takes, room to load it (XS copies the code of every function that it makes, while
 * the text's own code is still there), and the limit beside. `programBytes` is the length of its text.
 */
export function limitHeap(snapshot: Buffer, limit: HeapLimit, programBytes: number): Buffer {
  const found = atoms(snapshot);
  const { start } = atom(found, "CREA");
  const set = (field: keyof typeof creation, value: number) =>
    snapshot.writeInt32LE(value, start + 4 * creation[field]);
  set("initialChunkSize", atom(found, "BLOC").size + loading.chunkBytes * programBytes + limit.chunkBytes);
  set("incrementalChunkSize", 0);
  const loadedSlots = atom(found, "HEAP").size / slotBytes + loading.slots * programBytes;
  set("initialHeapCount", Math.ceil(loadedSlots) + limit.slots);
  set("incrementalHeapCount", 0);
  set("stackCount", stackCount);
  set("initialKeyCount", Math.ceil(atom(found, "KEYS").size / 8) + spareKeys);
  set("incrementalKeyCount", spareKeys);
  return snapshot;
}

export interface SnapshotOptions {
  readonly engine: string;
  readonly program: ProgramFiles;
  readonly limit: HeapLimit;
  readonly onProgress?: ((progress: EngineProgress) => void) | undefined;
}

/** The snapshot from which devices with this program start; kept with the program. */
export async function programSnapshot(options: SnapshotOptions): Promise<string> {
  const { engine, program, limit, onProgress } = options;
  const file = join(
    program.folder,
    `${[basename(engine), limit.chunkBytes, limit.slots, "loading", stackCount, spareKeys].join("-")}.snapshot`,
  );
  if (existsSync(file)) return file;
  onProgress?.({ step: "snapshot" });
  const draft = `${file}.${process.pid}-${draftNumber++}`;
  const worker = new Worker({ engine });
  try {
    await worker.load(program.script);
    await worker.snapshot(draft);
  } finally {
    worker.kill();
  }
  writeFileSync(draft, limitHeap(readFileSync(draft), limit, statSync(program.script).size));
  renameSync(draft, file);
  return file;
}

let draftNumber = 0;
