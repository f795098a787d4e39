import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Feed } from "./feed.js";
import type { FlashDomain } from "./protocol.js";

/** Between two looks at flash, milliseconds. */
const interval = 700;
/** Names of properties whose values nobody may see. */
const secret = /secret|token|password|passphrase|credential|key|psk/i;
const mask = "•••";

/** Keeps the fact `flash` up to date from the folder that is the device's flash; it may not be there yet. */
export class FlashWatch {
  readonly #folder: string;
  readonly #feed: Feed;
  readonly #timer: NodeJS.Timeout;

  constructor(options: { readonly folder: string; readonly feed: Feed }) {
    this.#folder = options.folder;
    this.#feed = options.feed;
    this.#timer = setInterval(() => void this.look(), interval);
    this.#timer.unref();
  }

  async look(): Promise<void> {
    this.#feed.set("flash", await readFlash(this.#folder));
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

/** What is in flash, as far as it may be seen. */
export async function readFlash(folder: string): Promise<FlashDomain[]> {
  const files = await readdir(folder).catch(() => []);
  const domains = files.filter((file) => file.endsWith(".json")).sort();
  return Promise.all(
    domains.map(async (file) => ({
      domain: decodeURIComponent(file.slice(0, -".json".length)),
      entries: entriesIn(await readFile(join(folder, file), "utf8").catch(() => "")),
    })),
  );
}

function entriesIn(text: string): { key: string; content: string }[] {
  const stored = parsed(text);
  return isRecord(stored)
    ? Object.entries(stored).map(([key, value]) => ({ key, content: visible(value) }))
    : [];
}

/**
 * The firmware stores JSON objects, whose properties tell what is secret. Of anything else only the size is shown: a damaged
 * document may be one that holds credentials.
 */
function visible(stored: unknown): string {
  if (typeof stored !== "string") return `${Array.isArray(stored) ? stored.length : 0} bytes, not shown`;
  const content = parsed(stored);
  return isRecord(content) ? JSON.stringify(masked(content)) : `${stored.length} characters, not shown`;
}

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, secret.test(name) ? mask : masked(inner)]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: the callers know what that means
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
