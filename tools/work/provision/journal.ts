import { appendFile, readFile } from "node:fs/promises";

/** What became of one try with one board. Holds no secrets. */
export interface JournalEntry {
  /** ISO 8601. */
  readonly time: string;
  readonly deviceId: string;
  readonly serialPort: string;
  readonly outcome: "online" | "stored" | "failed";
  /** Of the board, as the firmware names it. */
  readonly board?: string;
  /** SHA-256 of its certificate. */
  readonly fingerprint?: string;
  readonly step?: string;
  readonly stage?: string;
  readonly reason?: string;
}

/** Who, when, where and with what outcome, one JSON object a line; what stands there is not done again. */
export class Journal {
  #file: string;
  #done: Set<string>;

  private constructor(file: string, done: Set<string>) {
    this.#file = file;
    this.#done = done;
  }

  /** Opens a journal; a file that is not there is an empty one. A last line torn by a power cut counts as not written. */
  static async open(file: string): Promise<Journal> {
    let text = "";
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    if (text !== "" && !text.endsWith("\n")) await appendFile(file, "\n");
    return new Journal(file, new Set(text.split("\n").flatMap(doneIn)));
  }

  isDone(deviceId: string): boolean {
    return this.#done.has(deviceId);
  }

  async write(entry: JournalEntry): Promise<void> {
    await appendFile(this.#file, `${JSON.stringify(entry)}\n`);
    if (entry.outcome !== "failed") this.#done.add(entry.deviceId);
  }
}

function doneIn(line: string): string[] {
  try {
    const { deviceId, outcome } = JSON.parse(line) as Partial<JournalEntry>;
    return typeof deviceId === "string" && (outcome === "online" || outcome === "stored") ? [deviceId] : [];
  } catch {
    return [];
  }
}
