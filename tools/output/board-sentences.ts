import pc from "picocolors";
import type { Sentence } from "./sentences.js";

const colours: Readonly<Record<string, (text: string) => string>> = Object.freeze({
  error: pc.red,
  warning: pc.yellow,
  info: pc.green,
  debug: pc.dim,
});

/** What is said about a board at a serial port: while it is flashed, and while it is watched. */
export const boardSentences: Readonly<Record<string, Sentence>> = Object.freeze({
  firmware: ({ name, version, board, chip }) =>
    `${pc.bold("Firmware")}   ${name} ${version} for ${board} (${chip})`,
  board: ({ port, description, mac, flashSizeBytes }) =>
    `${pc.bold("Board")}      ${port}: ${description}, ${mac}${
      flashSizeBytes === undefined ? "" : `, ${Number(flashSizeBytes) / 2 ** 20} MB of flash`
    }`,
  erased: () => `${pc.yellow("erased")}     all of flash`,
  verified: ({ part, offset, sizeBytes }) =>
    `${pc.green("verified")}   ${part} at 0x${Number(offset).toString(16)}, ${sizeBytes} bytes`,
  unplugged: ({ port, waitSeconds }) =>
    `${pc.yellow("unplugged")}  ${port}; plug it in again within ${waitSeconds} s and the work goes on`,
  resumed: ({ port }) => `${pc.green("back")}       ${port}`,
  "board-reset": ({ by }) =>
    by === "signals"
      ? undefined
      : pc.dim("this line cannot reset a board: press RESET (EN) if it does not start by itself"),
  flashed: ({ parts, seconds }) =>
    `${pc.green(pc.bold("flashed"))}    ${parts} parts in ${seconds} s; the board starts`,
  "emulated-board": ({ chip, port }) => `${pc.bold("Board")}      an ${chip} at ${port}`,
  "emulated-boot": ({ mode }) =>
    mode === "run" ? `${pc.green("starts")}     from its flash` : pc.dim("waiting    for firmware"),
  attached: ({ port }) => pc.dim(`attached   ${port}`),
  detached: ({ reason }) => `${pc.yellow("detached")}   ${reason}; waiting for it`,
  "not-reset": ({ port }) => `${pc.yellow("no reset")}   ${port} cannot reset a board: press RESET (EN)`,
  line: ({ level, tag, text }) => {
    if (level === undefined) return String(text);
    const colour = colours[String(level)] ?? String;
    return `${colour(String(level).padEnd(8))} ${pc.dim(`${tag}:`)} ${level === "error" ? colour(String(text)) : text}`;
  },
  frames: ({ count }) => pc.dim(`@ ${count} ${count === 1 ? "frame" : "frames"}`),
});
