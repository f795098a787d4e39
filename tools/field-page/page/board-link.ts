import { ConsoleClient } from "../../device-link/console-client.js";
import { openPort, SerialPipe } from "./serial-pipe.js";

export interface BoardLinkOptions {
  readonly onText: (line: string) => void;
  /** The board is there (its name) or not (why). */
  readonly onState: (state: { readonly board: string } | { readonly reason: string }) => void;
}

interface Open {
  readonly pipe: SerialPipe;
  readonly client: ConsoleClient;
}

/** The board at the end of the cable: one port, and one program at a time that talks through it. */
export class BoardLink {
  readonly #options: BoardLinkOptions;
  #port: SerialPort | undefined;
  #open: Open | undefined;

  constructor(options: BoardLinkOptions) {
    this.#options = options;
    navigator.serial.addEventListener("disconnect", (event) => {
      if (event.target === this.#port) this.#options.onState({ reason: "The board was unplugged." });
    });
  }

  get isConnected(): boolean {
    return this.#port !== undefined;
  }

  /** Takes the one port that this page may use already, else lets the user choose. False where none was chosen. */
  async choose(): Promise<boolean> {
    const known = await navigator.serial.getPorts();
    try {
      this.#port =
        known.length === 1 && known[0] !== undefined ? known[0] : await navigator.serial.requestPort();
      return true;
    } catch (error) {
      if (error instanceof DOMException && error.name === "NotFoundError") return false;
      throw error;
    }
  }

  /** The client of the board's console; opens the port where it is closed. @throws ConsoleError, DOMException */
  async client(): Promise<ConsoleClient> {
    this.#open ??= await this.#connect();
    return this.#open.client;
  }

  /** Asks the board for its name, and shows it. */
  async greet(): Promise<void> {
    const { id, board } = await (await this.client()).request("hello page");
    this.#options.onState({ board: `${String(id)} on ${String(board)}` });
  }

  /** Lends the open port to somebody who speaks another language on it, and takes it back. */
  async lend<T>(use: (port: SerialPort) => Promise<T>): Promise<T> {
    const port = this.#port;
    if (port === undefined) throw new Error("no board is connected");
    await this.#letGo();
    await openPort(port);
    try {
      return await use(port);
    } finally {
      await this.client();
    }
  }

  /** Closes the port, so that another program can have it. */
  async disconnect(reason: string): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    this.#port = undefined;
    await open?.client.close();
    this.#options.onState({ reason });
  }

  async #connect(): Promise<Open> {
    const port = this.#port;
    if (port === undefined) throw new Error("no board is connected");
    await openPort(port);
    const pipe = new SerialPipe(port);
    const client = new ConsoleClient({ pipe, onText: this.#options.onText });
    return { pipe, client };
  }

  async #letGo(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.pipe.release();
  }
}
