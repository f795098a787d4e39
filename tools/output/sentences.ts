import pc from "picocolors";
import { boardSentences } from "./board-sentences.js";
import type { Occurrence } from "./output.js";

export type Sentence = (occurrence: Occurrence) => string | undefined;

/** One sentence a kind of event; kinds without a row are shown only by `--verbose`, as they are. */
const sentences: Readonly<Record<string, Sentence>> = Object.freeze({
  listening: ({ host, port, caFile }) =>
    `${pc.bold("Connector")}  ${host}:${port}  ${pc.dim(`CA ${caFile}`)}`,
  page: ({ url }) => `${pc.bold("Page")}       ${pc.underline(String(url))}`,
  "device-started": ({ device, engine, restarted }) =>
    `${pc.bold("Device")}     ${device} on ${engine}${restarted === true ? ", restarted" : ""}`,
  "serial-line": ({ port }) => `${pc.bold("Serial")}     ${port}`,
  activated: ({ device, authentication = "token" }) =>
    `${pc.green("activated")}  ${device}, ${authentication} stored`,
  connected: ({ device }) => `${pc.green("connected")}  ${device}`,
  disconnected: ({ reason }) => `${pc.yellow("offline")}    ${reason}`,
  reported: ({ resource, value, acknowledged, quality }) =>
    acknowledged === false
      ? undefined
      : `${pc.cyan("reported")}   ${pad(resource)} ${shown(value)}${quality === "uncertain" ? pc.yellow(" uncertain") : ""}`,
  written: ({ resource, value, accepted, reason }) =>
    accepted === true
      ? `${pc.magenta("written")}    ${pad(resource)} ${shown(value)}`
      : `${pc.yellow("refused")}    ${pad(resource)} ${shown(value)}: ${reason}`,
  output: ({ output, value }) => `${pc.magenta("output")}     ${pad(output)} ${shown(value)}`,
  lost: ({ resource, count }) => `${pc.red("lost")}       ${count} readings of ${resource}`,
  state: ({ reason, retryIn }) =>
    retryIn === undefined
      ? undefined
      : `${pc.yellow("waiting")}    ${reason}; next try in ${(Number(retryIn) / 1000).toFixed(1)} s`,
  log: ({ level, tag, message }) =>
    level === "error"
      ? `${pc.red("error")}      ${tag}: ${message}`
      : level === "info" || level === "debug"
        ? undefined
        : `${pc.dim(`${tag}: ${message}`)}`,
  crashed: ({ kind, reason, position, restartIn }) =>
    `${pc.red("crashed")}    ${kind}: ${reason}${position === undefined ? "" : ` at ${position}`}; restart in ${(Number(restartIn) / 1000).toFixed(1)} s`,
  "storage-corrupt": ({ file, kept }) => `${pc.red("storage")}    ${file} could not be read; kept as ${kept}`,
  step: ({ step, state, port }) =>
    state === "begun" ? undefined : `${pc.green("done")}       ${at(port)}${steps[String(step)] ?? step}`,
  stage: ({ stage, reason, port }) =>
    `${pc.yellow("waiting")}    ${at(port)}${stage}${reason === undefined ? "" : `: ${reason}`}`,
  provisioned: ({ device, board, online, port }) =>
    `${pc.green(pc.bold(online === true ? "online" : "stored"))}     ${at(port)}${device} on ${board}`,
  "provisioning-failed": ({ step, stage, reason, advice, port, device }) =>
    port === undefined
      ? undefined // the command's own error says it
      : `${pc.red("failed")}     ${at(port)}${device}: ${step}${stage === undefined ? "" : ` (${stage})`}: ${reason}; ${advice}`,
  "site-written": ({ folder, files }) => `${pc.bold("Page")}       ${files} files in ${folder}`,
  skipped: ({ device, reason }) => pc.dim(`skipped    ${device} ${reason}`),
  "next-board": ({ port }) => `${pc.cyan("next")}       ${at(port)}plug in the next board`,
  label: ({ text }) => pc.dim(`label      ${text}`),
  missing: ({ part, advice }) => `${pc.red("missing")}    ${part}: ${advice}`,
  unsupported: ({ part, advice }) => `${pc.yellow("warning")}    ${part}: ${advice}`,
  complaint: ({ kind, text, boards }) =>
    `${pc.red("wrong")}      ${kind}: ${text}\n${" ".repeat(21)}${pc.dim(`on ${(boards as string[]).join(", ")}`)}`,
  built: ({ board }) => `${pc.green("good")}       ${board}`,
  package: ({ board, folder }) => `${pc.green("package")}    ${board}: ${folder}`,
  ...boardSentences,
  simulated: ({ seed, passed, days, faults, starts, readings, yearsPerMinute, invariant, reason }) =>
    `${passed === true ? pc.green("kept") : pc.red("broken")}       seed ${seed}: ${days} days, ${faults} faults, ${starts} starts, ${readings} readings ${pc.dim(`(${yearsPerMinute} years a minute)`)}${passed === true ? "" : `\n          ${invariant}: ${reason}`}`,
  story: ({ after, what }) => `           ${String(after).padStart(12)}  ${what}`,
  replay: ({ command }) => `${pc.bold("replay")}     ${command}`,
  occurrence: ({ after, occurrence }) =>
    pc.dim(`${String(after).padStart(12)} ${JSON.stringify(occurrence)}`),
  ready: ({ hint }) => pc.dim(String(hint)),
  stopped: () => pc.dim("stopped"),
});

const steps: Readonly<Record<string, string>> = Object.freeze({
  hello: "the board answers",
  wifi: "joined the Wi-Fi network",
  settings: "settings staged",
  credentials: "credentials uploaded",
  commit: "applied",
  online: "the board is online",
});

/** Which of several boards. */
function at(port: unknown): string {
  return port === undefined ? "" : `${String(port).padEnd(16)} `;
}

/** What to print for an event, or undefined where it is not for people. */
export function sentenceFor(occurrence: Occurrence, verbose: boolean): string | undefined {
  const sentence = Object.hasOwn(sentences, occurrence.event)
    ? sentences[occurrence.event]?.(occurrence)
    : undefined;
  if (sentence !== undefined || !verbose) return sentence;
  const { event, ...rest } = occurrence;
  return pc.dim(`${event} ${JSON.stringify(rest)}`);
}

function pad(name: unknown): string {
  return String(name).padEnd(16);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "-";
  return pc.bold(text.length <= 60 ? text : `${text.slice(0, 59)}…`);
}
