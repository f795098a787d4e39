import type { Operation, Request } from "./packet.js";

/** Who answers: the loader in the chip's ROM, or the stub that a client has brought. */
export type LoaderMode = "rom" | "stub";

/** What the loader asks of the board around it. */
export interface LoaderHost {
  send(frame: Uint8Array): void;
  /** The line goes on at another speed, behind what was sent. */
  setBaudRate(baudRate: number): void;
  /** Leaves the loader and starts the application. */
  run(): void;
  unplug(): void;
  onRequest(operation: Operation | undefined, mode: LoaderMode): void;
}

/** An answer's value and data, and what happens when it is sent. */
export interface Reply {
  readonly value?: number;
  readonly data?: Uint8Array;
  readonly afterwards?: () => void;
}

/** Carries one request out; undefined where it has no answer. Throws a LoaderFailure where it is refused. */
export type Handler = (request: Request) => Reply | undefined;

export type Handlers = Partial<Readonly<Record<Operation, Handler>>>;
