import type { Level } from "../device/log.js";
import type { OpenSerialLine, SerialLine } from "../ports/serial.js";
import type { TimerPort } from "../ports/timer.js";
import { commandOf } from "./command-table.js";
import type { ConsoleHost } from "./console-host.js";
import { ConsoleState } from "./console-state.js";
import { Dispatcher } from "./dispatcher.js";
import { FrameSession } from "./frame-session.js";
import { ImprovSession } from "./improv-session.js";
import { LineReader } from "./line-reader.js";
import { OutputQueue } from "./output-queue.js";
import { isSecretKey } from "./staged-settings.js";
import { Terminal } from "./terminal.js";

export interface ConsoleOptions {
  readonly open: OpenSerialLine;
  readonly host: ConsoleHost;
  readonly Timer: TimerPort;
}

const lineFeed = Object.freeze([0x0a]);

/**
 * The serial console: reads the line, tells people, programs and Improv apart, and writes answers and log without ever mixing two lines. No
 * exception leaves it: on a board that would be a restart.
 */
export class Console {
  #state: ConsoleState;
  #reader: LineReader;
  #queue: OutputQueue;
  #terminal: Terminal;
  #line: SerialLine | undefined;

  /** Throws where the line is in use. */
  constructor(options: ConsoleOptions) {
    const { host, open } = options;
    const Timer: TimerPort = {
      set: (callback, delay, repeat) => options.Timer.set(() => this.#guarded(callback), delay, repeat),
      clear: (timer) => options.Timer.clear(timer),
    };
    this.#state = new ConsoleState({ Timer });
    this.#queue = new OutputQueue({ write: (bytes) => this.#line?.write(bytes) });
    const dispatcher = new Dispatcher({ host, state: this.#state });
    const frames = new FrameSession({
      send: (line) => this.#sendWhole([...line]),
      run: (request, sink) => dispatcher.run(request, sink),
    });
    const improv = new ImprovSession({
      host,
      occupy: () => dispatcher.occupy(),
      // A line feed in front too: clients look for packets at the beginning of a line only.
      send: (packet) => this.#sendWhole([...lineFeed, ...packet]),
    });
    this.#terminal = new Terminal({
      Timer,
      print: (bytes) => void this.#queue.add(bytes),
      mention: (bytes) => void this.#queue.addSmallTalk(bytes),
      run: (request, sink) => dispatcher.run(request, sink),
      isVerb: (word) => commandOf(word) !== undefined,
      isAskedFor: (key) => isSecretKey(key) && host.settings.keys.includes(key),
      onFrame: (line) => {
        this.#terminal.hush();
        frames.receive(line);
      },
    });
    this.#reader = new LineReader({
      Timer,
      sink: {
        onFrame: (line) => {
          this.#terminal.hush();
          frames.receive(line);
        },
        onImprov: (packet) => {
          this.#terminal.hush();
          improv.receive(packet);
        },
        onKey: (byte) => this.#terminal.key(byte),
      },
    });
    this.#line = open({
      onReadable: (count) => this.#guarded(() => this.#readable(count)),
      onWritable: (count) => this.#guarded(() => this.#queue.writable(count)),
    });
  }

  /** Shows a log entry, as much of the log as is wanted: `info wifi: connected to office`. */
  entry(level: Level, tag: string, message: string): void {
    if (!this.#state.shows(level)) return;
    this.#guarded(() => {
      const lost = this.#queue.takeLost();
      if (lost > 0) this.#terminal.say(`warning console: ${lost} lines were left out, the line is slow`);
      this.#terminal.say(`${level} ${tag}: ${message}`);
    });
  }

  close(): void {
    this.#reader.close();
    this.#terminal.close();
    this.#state.close();
    this.#line?.close();
    this.#line = undefined;
  }

  #readable(count: number): void {
    const bytes = this.#line?.read(count);
    if (bytes === undefined) return;
    this.#state.lineCame();
    this.#reader.receive(new Uint8Array(bytes));
  }

  /** Frames and packets in one piece: at the beginning of a line, and nothing between their bytes. */
  #sendWhole(bytes: readonly number[]): void {
    this.#terminal.breakLine();
    this.#queue.add(Uint8Array.from(bytes));
  }

  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      // Not over the log: it ends in this console.
      const text = error instanceof Error ? `${error.name}: ${error.message}` : "unknown";
      this.#queue.addSmallTalk(
        Uint8Array.from([...`\r\nerror console: ${text}\r\n`].map((each) => each.charCodeAt(0) & 0x7f)),
      );
    }
  }
}
