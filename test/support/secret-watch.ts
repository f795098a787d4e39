import { appendFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Whether a secret is ever printed, over the whole suite: tests hand in what devices, tools and pages told, and the secrets that were in
 * use; when all have run, `npm test` looks for the one in the other. Files, because every test file runs in a process of its own.
 */
export const watchVariable = "BOWLINE_SECRET_WATCH";

const folder = process.env[watchVariable];

/** Shorter ones would be found by chance. */
const shortest = 8;

/** Something was told to somebody: an event, a line of a command, a page. */
export function printed(where: string, text: string): void {
  if (folder === undefined) return;
  appendFileSync(join(folder, `printed-${process.pid}`), `${JSON.stringify({ where, text })}\n`);
}

/** A text that nobody may ever be told. */
export function secret(name: string, text: string): void {
  if (folder === undefined || text.length < shortest) return;
  appendFileSync(join(folder, `secrets-${process.pid}`), `${JSON.stringify({ name, text })}\n`);
}

/** Credentials as devices and emulators keep them, also in JSON that stands in JSON. */
const kept = /\\*"(secret|token|psk|passphrase|password)\\*":\s*\\*"([^"\\]{8,})\\*"/g;
/** The second line of a private key: the first is much the same in all of them. */
const keyLine = /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----\r?\n[^\r\n]+\r?\n([^\r\n-]+)/g;

/** Takes the secrets out of a folder in which a device or an emulator keeps what it has; to be called before the folder goes. */
export function secretsIn(place: string): void {
  if (folder === undefined) return;
  for (const entry of readdirSync(place, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || statSync(file).size > 4 * 1_048_576) continue;
    const text = readFileSync(file, "latin1");
    for (const [, name = "", value = ""] of text.matchAll(kept)) secret(`${name} in ${entry.name}`, value);
    for (const [, line = ""] of text.matchAll(keyLine)) secret(`private key in ${entry.name}`, line);
  }
}

export interface SecretReport {
  /** Secrets that were in use. */
  readonly secrets: number;
  /** Bytes that were looked through. */
  readonly bytes: number;
  /** Which secret was told where; without the secret. */
  readonly found: readonly string[];
}

/** Looks for every secret in everything that was printed. */
export function searchSecrets(place: string): SecretReport {
  const secrets = new Map<string, string>();
  const names = readdirSync(place);
  for (const name of names.filter((each) => each.startsWith("secrets-")))
    for (const entry of lines<{ name: string; text: string }>(join(place, name)))
      secrets.set(entry.text, entry.name);
  const found = new Set<string>();
  let bytes = 0;
  for (const name of names.filter((each) => each.startsWith("printed-"))) {
    const all = readFileSync(join(place, name), "utf8");
    bytes += Buffer.byteLength(all);
    for (const [text, what] of secrets) {
      if (!all.includes(JSON.stringify(text).slice(1, -1))) continue;
      for (const entry of lines<{ where: string; text: string }>(join(place, name)))
        if (entry.text.includes(text)) found.add(`${what}, told by ${entry.where}`);
    }
  }
  return { secrets: secrets.size, bytes, found: [...found] };
}

function* lines<T>(file: string): Generator<T> {
  for (const line of readFileSync(file, "utf8").split("\n")) if (line !== "") yield JSON.parse(line) as T;
}
