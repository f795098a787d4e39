import { setTimeout as sleep } from "node:timers/promises";
import type { Output } from "../../output/output.js";
import type { VerifiedPackage, VerifiedPart } from "../package-format.js";
import { SerialError, type SerialLine } from "../serial/serial-line.js";
import { FlashError } from "./flash-error.js";
import { interrupted, LineLost, LoaderSession, md5InFlash } from "./loader-session.js";
import { transferRate } from "./transfer-rate.js";

/**
 * What is written.
 * - `update`: the application, and the choice of slots that goes with it. Everything else stays: the device keeps its network,
 *   identity and credentials. Refused where the board's partition table is another one.
 * - `everything`: all parts of the package. What lies between them stays, so that settings survive where the table is the same.
 * - `erase`: all of flash is erased before, and the device knows nothing any more.
 */
export type FlashScope = "update" | "everything" | "erase";

export interface FlashOptions {
  readonly firmware: VerifiedPackage;
  readonly scope: FlashScope;
  /** Opens the line to the board; called again after an unplug. */
  readonly open: (baudRate: number) => Promise<SerialLine>;
  /** As the user named it. */
  readonly port: string;
  /** Of the transfer. */
  readonly baudRate: number;
  /** How long an unplugged board may stay away. */
  readonly waitSeconds: number;
  readonly output: Output;
  /** Gives up. */
  readonly signal?: AbortSignal;
  /** Milliseconds; the computer's clock where left out. */
  readonly now?: () => number;
}

/** Between two looks whether the board is back, milliseconds. */
const lookAgain = 250;

/**
 * Writes a package to a board and starts it. What has been read back and verified stays verified over an unplug: the work goes on
 * with the first part that was not. @throws FlashError, SerialError
 */
export async function flashBoard(options: FlashOptions): Promise<void> {
  const { firmware, output, scope, now = performance.now.bind(performance) } = options;
  const began = now();
  const left = new Set<VerifiedPart | "erase">(partsOf(firmware, scope));
  const parts = left.size - (scope === "erase" ? 1 : 0);
  const { name, version, board, chip } = firmware;
  output.event({ event: "firmware", name, version, board, chip });
  let mac: string | undefined;
  for (;;) {
    const session = await beginAgain(options, mac);
    try {
      if (mac === undefined) {
        output.event({ event: "board", port: options.port, ...session.board });
        await refuseEarly(session, firmware, scope);
      }
      mac = session.board.mac;
      for (const part of left) {
        await write(session, part, output, now);
        left.delete(part);
      }
      const bySignals = session.hasSignals;
      await session.startApplication();
      output.event({ event: "board-reset", by: bySignals ? "signals" : "loader" });
      output.event({ event: "flashed", port: options.port, mac, parts, seconds: seconds(now() - began) });
      return;
    } catch (error) {
      if (!(error instanceof LineLost)) throw error;
      output.event({ event: "unplugged", port: options.port, waitSeconds: options.waitSeconds });
    } finally {
      await session.close();
    }
  }
}

function partsOf({ parts }: VerifiedPackage, scope: FlashScope): (VerifiedPart | "erase")[] {
  if (scope === "update") return parts.filter(({ role }) => role === "app" || role === "otadata");
  return scope === "erase" ? ["erase", ...parts] : [...parts];
}

/** A board that is refused goes back to what it did before. */
async function refuseEarly(
  session: LoaderSession,
  firmware: VerifiedPackage,
  scope: FlashScope,
): Promise<void> {
  try {
    await check(session, firmware, scope);
  } catch (error) {
    // Where that fails too, the reason for the refusal is what counts.
    await session.startApplication().catch(() => {});
    throw error;
  }
}

/** Before anything is written: the right chip, enough flash, and on an update the layout that the package was built for. */
async function check(session: LoaderSession, firmware: VerifiedPackage, scope: FlashScope): Promise<void> {
  const { chip, flashSizeBytes } = session.board;
  if (chip !== firmware.chip)
    throw new FlashError(
      "wrong-chip",
      `the board has an ${chip} and the package ${firmware.name} ${firmware.version} is for ${firmware.board} with an ${firmware.chip}`,
    );
  if (flashSizeBytes !== undefined && flashSizeBytes < firmware.flashSizeBytes)
    throw new FlashError(
      "too-small",
      `the board has ${flashSizeBytes} bytes of flash and the package needs ${firmware.flashSizeBytes}`,
    );
  const table = firmware.parts.find(({ role }) => role === "partitions");
  if (scope !== "update" || table === undefined) return;
  const wanted = md5InFlash(table.bytes);
  if ((await session.md5(table.offset, wanted.length)) !== wanted.md5)
    throw new FlashError(
      "other-layout",
      "the board has no partition table, or another one than the package, so that an update would overwrite something else",
    );
}

async function write(
  session: LoaderSession,
  part: VerifiedPart | "erase",
  output: Output,
  now: () => number,
): Promise<void> {
  if (part === "erase") {
    output.progress("erasing all of flash");
    await session.eraseAll();
    output.event({ event: "erased" });
    return;
  }
  const { path, offset, bytes } = part;
  const step = `writing ${path} at 0x${offset.toString(16)}`;
  const rate = transferRate({ sizeBytes: bytes.length, now });
  output.progress(step, 0);
  const md5 = await session.write(offset, bytes, (done) => output.progress(step, done, rate(done)));
  output.event({ event: "verified", part: path, offset, sizeBytes: bytes.length, md5 });
}

/** The first session with the board; or, where one has been begun, the next one with the same board, when it is back. */
async function beginAgain(options: FlashOptions, mac: string | undefined): Promise<LoaderSession> {
  const { open, baudRate, signal, now = performance.now.bind(performance) } = options;
  if (mac === undefined) {
    options.output.progress("waiting for the board's loader");
    return await LoaderSession.begin({ open, baudRate, signal }).catch((error: unknown) => {
      throw error instanceof LineLost
        ? new SerialError("lost", `${options.port} was gone before the board had answered; plug it in again`)
        : error;
    });
  }
  const deadline = now() + options.waitSeconds * 1000;
  for (;;) {
    try {
      const session = await LoaderSession.begin({ open, baudRate, signal });
      if (session.board.mac === mac) {
        options.output.event({ event: "resumed", port: options.port });
        return session;
      }
      await session.close();
      throw new FlashError(
        "other-board",
        `the board at ${options.port} is now ${session.board.mac}, not ${mac}`,
      );
    } catch (error) {
      // Not there yet, there and gone again, or still starting.
      const mayCome = error instanceof SerialError || error instanceof LineLost || isSilent(error);
      if (!mayCome) throw error;
      if (now() >= deadline)
        throw new FlashError("not-back", `${options.port} did not come back within ${options.waitSeconds} s`);
    }
    if (signal?.aborted === true) throw interrupted();
    await sleep(lookAgain);
  }
}

function isSilent(error: unknown): boolean {
  return error instanceof FlashError && error.code === "no-loader";
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
