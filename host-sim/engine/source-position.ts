import { relative, sep } from "node:path";
import {
  GREATEST_LOWER_BOUND,
  LEAST_UPPER_BOUND,
  originalPositionFor,
  TraceMap,
} from "@jridgewell/trace-mapping";
import { type Bundle, root } from "./bundle.js";

/** `file:line`, or `file:line:column`, at the end of a stack's line, with or without brackets. */
const frame = /([^\s()]+?):(\d+)(?::(\d+))?\)?$/;

/** Finds TypeScript positions in the stacks of both engines. */
export class SourcePositions {
  #map: TraceMap;

  constructor(bundle: Bundle) {
    this.#map = new TraceMap(bundle.map);
  }

  /**
   * Where the program was, `firmware/app.ts:12`: the innermost frame of the firmware; where there is none, the innermost
   * of all. Undefined where the stack names no source.
   */
  innermost(stack: string): string | undefined {
    const positions = stack.split("\n").map((line) => this.#position(line));
    const known = positions.filter((position) => position !== undefined);
    return known.find((position) => !position.startsWith("host-sim/")) ?? known[0];
  }

  #position(line: string): string | undefined {
    const [, file, lineNumber, column] = frame.exec(line.trim()) ?? [];
    if (file === undefined || lineNumber === undefined) return undefined;
    // Node has read the source map already where it was told to (--enable-source-maps).
    if (file.endsWith(".ts")) return told(file, Number(lineNumber));
    const { source, line: original } = originalPositionFor(this.#map, {
      line: Number(lineNumber),
      column: Number(column ?? 1) - 1,
      // XS tells no column: then the first place of the line is meant.
      bias: column === undefined ? LEAST_UPPER_BOUND : GREATEST_LOWER_BOUND,
    });
    return source === null ? undefined : told(source, original);
  }
}

/** The engine's own inside is nobody's position. */
function told(file: string, line: number): string | undefined {
  const inside = relative(root, file).split(sep).join("/");
  return inside.startsWith("host-sim/engine/") ? undefined : `${inside}:${line}`;
}
