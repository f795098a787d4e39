import type { Fault, FaultListener } from "../../../../firmware/ports/fault.js";

/** What the SDK calls before it gives a machine up (`abortHook` in the manifest); a result of `false` would let it go on. */
interface Aborting {
  abort?: (why: string, thrown: unknown) => void;
}

const kinds: Readonly<Record<string, Fault["kind"]>> = Object.freeze({
  "unhandled exception": "exception",
  // Known only when nothing refers to the promise any more: told after the next garbage collection, not at once.
  "unhandled rejection": "rejection",
});

/** Tells `listener` of every abort but those of a full stack, where no function can be called any more. The restart is not held up. */
export function onAbort(listener: FaultListener): void {
  (globalThis as Aborting).abort = (why, thrown) => {
    const kind = kinds[why] ?? "engine";
    if (!(thrown instanceof Error)) {
      const what = thrown === undefined ? why : `${String(thrown)} was thrown`;
      return listener({ kind, message: kind === "engine" ? why : what });
    }
    const message = `${thrown.name}: ${thrown.message}`;
    listener({ kind, message, ...position(thrown.stack) });
  };
}

/** The innermost frame. A build for release knows functions and no lines: `at sample ()`. */
function position(stack: string | undefined): { position?: string } {
  const frame = (stack ?? "").split("\n", 2)[1]?.trim() ?? "";
  const place = (frame.startsWith("at ") ? frame.slice(3) : frame).replace(/ \(\)$/, "");
  return place === "" ? {} : { position: place };
}
