import { type Arguments, readArguments, type Section, usage } from "./arguments.js";
import { measureFleet } from "./fleet.js";
import { measureHeap } from "./heap.js";
import { measureOutbox } from "./outbox.js";
import { type Place, preparePlace } from "./place.js";
import { jsonPrinter, type Printer, tablePrinter } from "./printer.js";
import { canLookAtProcesses } from "./processes.js";
import { measureServers } from "./servers/servers.js";
import { measureSimulation } from "./simulation.js";
import { measureStart } from "./start-time.js";

/**
 * `npm run bench`: figures of the device on XS, each beside a bare MQTT client's; `docs/figures.md` says what they mean.
 * Exit code 0; 130 where it is interrupted; 1 where the device's heap grows, the outbox, the simulation or the
 * Connector misses a promise or something could not be measured; 2 where the arguments are wrong.
 */
type Part = (place: Place, printer: Printer, given: Arguments) => Promise<boolean>;

const parts: Readonly<Record<Section, Part>> = {
  async start(place, printer) {
    printer.figures("Start to the first acknowledged report", await measureStart(place));
    return true;
  },
  async heap(place, printer) {
    const { heap, roundTrip, leaks } = await measureHeap(place);
    printer.figures("Heap on XS", heap);
    for (const leak of leaks) printer.sentence("growth", leak, false);
    if (leaks.length === 0) printer.sentence("growth", "The device's heap does not grow.", true);
    printer.figures("Round trip over TLS", roundTrip);
    return leaks.length === 0;
  },
  async fleet(place, printer, { fleetSizes }) {
    if (!canLookAtProcesses) {
      printer.sentence("fleet", "Fleet: not measured, needs the /proc of Linux.");
      return true;
    }
    const { figures, sentences } = await measureFleet(place, fleetSizes);
    printer.figures("Many devices, one report a second each", figures);
    for (const sentence of sentences) printer.sentence("fleet", sentence);
    return true;
  },
  async outbox(place, printer) {
    const { rows, verdicts } = await measureOutbox(place);
    printer.comparison("The outbox in flash", rows);
    for (const { sentence, holds } of verdicts) printer.sentence("outbox", sentence, holds);
    return verdicts.every(({ holds }) => holds);
  },
  async servers({ folder }, printer) {
    const { rows, verdicts, remarks } = await measureServers(folder);
    printer.comparison("The Connector beside other servers", rows);
    for (const { sentence, holds } of verdicts) printer.sentence("servers", sentence, holds);
    for (const remark of remarks) printer.sentence("servers", remark);
    return verdicts.every(({ holds }) => holds);
  },
  async simulation(_place, printer) {
    const { figures, broken } = await measureSimulation();
    printer.figures("The simulation of a device's life", figures);
    for (const sentence of broken) printer.sentence("simulation", sentence, false);
    return broken.length === 0;
  },
};

async function run(given: Arguments): Promise<boolean> {
  const write = (text: string) => void process.stdout.write(text);
  const printer = given.json ? jsonPrinter(write) : tablePrinter(write);
  const place = await preparePlace();
  const passed: boolean[] = [];
  try {
    for (const name of given.sections) {
      process.stderr.write(`measuring: ${name} …\n`);
      passed.push(await parts[name](place, printer, given));
    }
  } finally {
    await place.clear();
  }
  return passed.every((each) => each);
}

async function main(words: readonly string[]): Promise<number> {
  let given: Arguments | "help";
  try {
    given = readArguments(words);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    return 2;
  }
  if (given === "help") {
    process.stdout.write(usage);
    return 0;
  }
  try {
    return (await run(given)) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`the bench cannot go on: ${messageOf(error)}\n`);
    return 1;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

process.once("SIGINT", () => process.exit(130));
// Whoever read the results has gone, as `head` does.
process.stdout.once("error", () => process.exit(1));
process.exitCode = await main(process.argv.slice(2));
