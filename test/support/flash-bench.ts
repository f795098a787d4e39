import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import {
  type BoardEvent,
  type BoardOptions,
  EmulatedBoard,
} from "../../host-sim/emulators/rom-loader/board.js";
import { realTimer } from "../../host-sim/world/real-timer.js";
import type { Occurrence, Output } from "../../tools/output/output.js";
import type { Chip } from "../../tools/work/build/chips.js";
import { type FlashOptions, flashBoard } from "../../tools/work/flash/flash-board.js";
import { verifyPackage } from "../../tools/work/package-format.js";
import { openStream } from "../../tools/work/serial/device-line.js";
import type { SerialLine } from "../../tools/work/serial/serial-line.js";
import { BoardPort } from "./board-port.js";
import { EventRecord } from "./event-record.js";
import { type MadePart, madePackage, madeParts } from "./firmware-package.js";

/** Everything that a command would have printed. */
export class RecordedOutput implements Output {
  readonly events = new EventRecord();
  readonly steps: string[] = [];

  event(occurrence: Occurrence): void {
    this.events.add(occurrence);
  }

  progress(step: string): void {
    if (this.steps.at(-1) !== step) this.steps.push(step);
  }

  table(): void {}
}

/** A board at a port of this computer, a package for it, and `bowline flash`'s work between the two. */
export class FlashBench {
  readonly board: EmulatedBoard;
  readonly output = new RecordedOutput();
  /** What happened to the board, without the requests to its loader. */
  readonly happened: BoardEvent[] = [];
  /** Names of the requests to its loader. */
  readonly requests: string[] = [];
  readonly parts: readonly MadePart[];
  readonly #port = new BoardPort(() => this.board);
  readonly #folder: string;
  readonly #options: Partial<FlashOptions>;
  readonly #chip: Chip;

  private constructor(folder: string, chip: Chip, options: BenchOptions) {
    this.#folder = folder;
    this.#chip = options.packageChip ?? chip;
    this.#options = options.flash ?? {};
    this.parts = madeParts(this.#chip);
    this.board = new EmulatedBoard({
      chip,
      timer: realTimer,
      onSend: this.#port.send,
      onEvent: (event) => {
        if (event.event === "request") this.requests.push(event.operation ?? "unknown");
        else this.happened.push(event);
      },
      ...options.board,
    });
  }

  static async make(t: TestContext, chip: Chip, options: BenchOptions = {}): Promise<FlashBench> {
    const folder = await mkdtemp(join(tmpdir(), "bowline-flash-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const bench = new FlashBench(folder, chip, options);
    t.after(() => bench.board.close());
    await madePackage(folder, { chip: bench.#chip, parts: bench.parts });
    return bench;
  }

  /** A board that has had this firmware, with an older application, and settings of its own. */
  provisioned(settings: Uint8Array, offset: number): this {
    for (const part of this.parts) {
      const bytes = part.role === "app" ? part.bytes.slice(0, 5000) : part.bytes;
      this.board.flash.erase(part.offset, part.bytes.length);
      this.board.flash.program(part.offset, bytes);
    }
    this.board.flash.program(offset, settings);
    return this;
  }

  async flash(options: Partial<FlashOptions> = {}): Promise<void> {
    await flashBoard({
      firmware: await verifyPackage(this.#folder),
      scope: "everything",
      open: (baudRate) => this.open(baudRate),
      port: "/dev/board",
      baudRate: 460_800,
      waitSeconds: 20,
      output: this.output,
      ...this.#options,
      ...options,
    });
  }

  async open(baudRate: number): Promise<SerialLine> {
    return await openStream(this.#port.stream(baudRate), "/dev/board", undefined);
  }

  /** What stands in flash where a part belongs. */
  inFlash({ offset, bytes }: MadePart): Uint8Array {
    return this.board.flash.read(offset, bytes.length);
  }

  part(role: MadePart["role"]): MadePart {
    const part = this.parts.find((each) => each.role === role);
    if (part === undefined) throw new Error(`no part is the ${role}`);
    return part;
  }

  /** The port goes away and comes back with the board. */
  vanish(): void {
    this.board.unplug();
    this.#port.vanish();
  }
}

interface BenchOptions {
  /** For a package that is for another chip than the board's. */
  readonly packageChip?: Chip;
  readonly board?: Partial<BoardOptions>;
  readonly flash?: Partial<FlashOptions>;
}
