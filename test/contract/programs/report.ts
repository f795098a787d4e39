import { host } from "../../../host-sim/engine/inside/host.js";

/** Tells the test a value; JSON. */
export function report(value: unknown): void {
  host.emit({ event: "report", value });
}

/** The message that `action` throws; undefined where it throws nothing. */
export function thrownBy(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

/** Runs the part that the test chose. */
export function runPart(parts: Readonly<Record<string, () => void>>): void {
  const part = parts[String(host.config.part)];
  if (part === undefined) throw new Error(`no part ${host.config.part}`);
  part();
}
