import type { Log } from "../device/log.js";
import type { KeyValueDomain } from "../ports/key-value.js";

/** Format of every stored document. A later firmware that changes one migrates from here. */
export const schema = 1;

/**
 * Reads a JSON object that this firmware stored. One that cannot be read is set aside under `<key>-bad`, for whoever wants
 * to know what happened, and reported; the device goes on as if there were none.
 */
export function readDocument(
  domain: KeyValueDomain,
  key: string,
  log: Log,
): Readonly<Record<string, unknown>> | undefined {
  const stored = domain.read(key);
  if (stored === undefined) return undefined;
  const problem = ((): string | Readonly<Record<string, unknown>> => {
    try {
      const value: unknown = JSON.parse(stored);
      if (!isRecord(value)) return "not an object";
      return value.schema === schema ? value : `schema ${JSON.stringify(value.schema)}, expected ${schema}`;
    } catch {
      return "not JSON";
    }
  })();
  if (typeof problem !== "string") return problem;
  setAside(domain, key, stored, problem, log);
  return undefined;
}

export function writeDocument(
  domain: KeyValueDomain,
  key: string,
  content: Readonly<Record<string, unknown>>,
): void {
  domain.write(key, JSON.stringify({ schema, ...content }));
}

function setAside(domain: KeyValueDomain, key: string, stored: string, problem: string, log: Log): void {
  try {
    domain.write(`${key}-bad`, stored);
    domain.delete(key);
    log.error("storage", `${key} is damaged (${problem}); set aside as ${key}-bad`);
  } catch (error) {
    // Flash is full, or worn out: no reason to keep the device from starting, now and after every restart.
    log.error("storage", `${key} is damaged (${problem}) and could not be set aside (${String(error)})`);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
