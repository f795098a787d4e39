/** Where a server of the bench listens, whom to trust, and what its clients may say. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** PEM. */
  readonly ca: string;
  /** Of 20 bytes, for what the clients publish. */
  readonly topic: string;
}

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** One of the servers that stand side by side, each a process of its own on the servers' core. */
export interface BenchServer {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly pid: number;
  /** Makes that many clients known to it. */
  admit(count: number): Promise<readonly Login[]>;
  /** Collects its garbage, where it has any. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** A word to a server that is a Node program, and its answer. */
export const settleOrder = "settle";
