/** A server that is running for one case. */
export interface RunningServer {
  readonly port: number;
  close(): void;
}

/** How a server behaves, and what a client of ours makes of it: the same on a board as in the simulator. */
export interface ServerCase {
  /** Completes "a server …" or names the detail; a row of the table. */
  readonly name: string;
  /** Heading under which the row stands. */
  readonly group: string;
  /** Whether the server's `hello` comes through. */
  readonly accepted: boolean;
  /** Trusted roots, DER. */
  readonly roots: readonly Uint8Array[];
  /** Name or address that the client looks for. */
  readonly host: string;
  /** What the client shows where it is asked, DER. */
  readonly client?: { readonly certificates: readonly Uint8Array[]; readonly key: Uint8Array };
  start(): Promise<RunningServer>;
}

/** What clients are told, once they have said something. */
export const greeting = "hello";
