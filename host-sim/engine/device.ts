import type { DeviceExit, EngineOptions } from "./device-engine.js";
import {
  type Message,
  MessageWriter,
  noDeadline,
  readMessages,
  type Thrown,
  toDevice,
  toHost,
} from "./door.js";
import { type HeapFigures, type Machine, MachineFailure } from "./machine.js";
import { addressOf } from "./services/names.js";
import { loopbackJack, SerialPorts } from "./services/serial-ports.js";
import { Sockets } from "./services/sockets.js";
import { SourcePositions } from "./source-position.js";

/** How V8 says that the stack is full; XS gives up without an exception. */
const stackFull = "RangeError: Maximum call stack size exceeded";

/** One power-up of a device: brings what happens in the world into its machine and what it does out of it. */
export class Device {
  #options: EngineOptions;
  #positions: SourcePositions;
  #machine: Machine | undefined;
  #off = false;
  #poweredUp = performance.now();
  #outgoing = new MessageWriter();
  /** The machine does one thing at a time. */
  #lastTask: Promise<unknown> = Promise.resolve();
  #turnIsPlanned = false;
  #alarm: NodeJS.Timeout | undefined;
  #sockets = new Sockets((...message) => this.#send(...message));
  #serial: SerialPorts;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#positions = new SourcePositions(options.bundle);
    this.#serial = new SerialPorts({
      send: (...message) => this.#send(...message),
      jack:
        options.serial ??
        loopbackJack((name, { address, port }) =>
          options.onEvent({ event: "serial", name, host: address, port }),
        ),
    });
  }

  get isOff(): boolean {
    return this.#off;
  }

  /** Where the firmware was, by a stack of its engine. */
  positionOf(stack: string): string | undefined {
    return this.#positions.innermost(stack);
  }

  /** Loads the program: that is the first turn. */
  async run(machine: Machine): Promise<void> {
    this.#machine = machine;
    // Not before: building the engine may have taken half a minute, which is no part of the device's life.
    this.#poweredUp = performance.now();
    await this.#planTurn();
  }

  async close(): Promise<void> {
    await this.#lastTask;
    if (this.#off) return;
    this.#end({ kind: "closed", reason: "closed" });
    await this.#machine?.close();
  }

  cutPower(): void {
    this.#end({ kind: "power cut", reason: "power cut" });
    this.#machine?.kill();
  }

  async heap(): Promise<HeapFigures | undefined> {
    return this.#alone(async () => (this.#off ? undefined : this.#machine?.heap()));
  }

  #send(op: number, id = 0, number = 0, body?: Uint8Array): void {
    if (this.#off) return;
    this.#outgoing.add(op, id, number, body);
    if (!this.#turnIsPlanned) void this.#planTurn();
  }

  /** The next turn takes all that has happened until it starts. */
  #planTurn(): Promise<void> {
    this.#turnIsPlanned = true;
    return this.#alone(() => {
      this.#turnIsPlanned = false;
      return this.#turn();
    });
  }

  #alone<Result>(task: () => Promise<Result>): Promise<Result> {
    const done = this.#lastTask.then(task);
    this.#lastTask = done.catch(() => {});
    return done;
  }

  async #turn(): Promise<void> {
    if (this.#off || this.#machine === undefined) return;
    const command = new MessageWriter();
    command.addClock(performance.now() - this.#poweredUp);
    const bytes = Buffer.concat([command.take(), this.#outgoing.take()]);
    try {
      const reply = await this.#machine.turn(bytes);
      for (const message of readMessages(reply)) if (!this.#off) this.#handle(message);
    } catch (error) {
      this.fail(error);
    }
  }

  #handle(message: Message): void {
    switch (message.op) {
      case toHost.trace:
        return this.#options.onTrace(text(message));
      case toHost.event:
        return this.#options.onEvent(JSON.parse(text(message)) as Record<string, unknown>);
      case toHost.deadline:
        return this.#setAlarm(message.number);
      case toHost.crash:
        return this.#crash(JSON.parse(text(message)) as Thrown);
      case toHost.rejection:
        return this.#reject(JSON.parse(text(message)) as Thrown);
      case toHost.restart:
        return this.#die({ kind: "restart", reason: "the firmware restarts the device" });
      case toHost.socketOpen:
        return this.#sockets.open(message);
      case toHost.tlsFile:
        return this.#sockets.file(message);
      case toHost.socketWrite:
        return this.#sockets.write(message);
      case toHost.socketTaken:
        return this.#sockets.taken(message);
      case toHost.socketClose:
        return this.#sockets.close(message);
      case toHost.resolve:
        return void this.#resolve(message.id, text(message));
      case toHost.serialOpen:
        return this.#serial.open(message);
      case toHost.serialWrite:
        return this.#serial.write(message);
      case toHost.serialClose:
        return this.#serial.close(message);
      default:
        throw new Error(`the program sent message ${message.op}`);
    }
  }

  #setAlarm(deadline: number): void {
    clearTimeout(this.#alarm);
    if (deadline === noDeadline) return;
    const delay = Math.max(0, Math.ceil(this.#poweredUp + deadline - performance.now()));
    this.#alarm = setTimeout(() => this.#send(toDevice.tick), delay);
  }

  async #resolve(id: number, host: string): Promise<void> {
    const address = await addressOf(host);
    this.#send(toDevice.resolved, id, 0, Buffer.from(address ?? ""));
  }

  #reject({ message, stack }: Thrown): void {
    const position = this.#positions.innermost(stack);
    const where = position === undefined ? {} : { position };
    this.#options.onEvent({ event: "unhandled-rejection", reason: message, ...where });
  }

  #crash({ message, stack }: Thrown): void {
    const kind = message === stackFull ? "stack overflow" : "crash";
    this.#die({ kind, reason: message, ...this.#where(stack) });
  }

  /** The machine has given up the program. */
  fail(error: unknown): void {
    // A turn whose power was cut fails in any way it likes.
    if (this.#off) return;
    if (!(error instanceof MachineFailure)) throw error;
    this.#die({ kind: error.fate, reason: error.message, ...this.#where(error.stackOfProgram) });
  }

  #where(stack: string): { position?: string } {
    const position = this.#positions.innermost(stack);
    return position === undefined ? {} : { position };
  }

  #die(exit: DeviceExit): void {
    this.#machine?.kill();
    this.#end(exit);
  }

  #end(exit: DeviceExit): void {
    if (this.#off) return;
    this.#off = true;
    clearTimeout(this.#alarm);
    this.#sockets.cut();
    this.#serial.cut();
    this.#options.onExit(exit);
  }
}

function text({ body }: Message): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}
