import type { ComplaintKind } from "./build-event.js";

export interface Complaint {
  readonly kind: ComplaintKind;
  readonly text: string;
}

/** An object of ours in ROM that changes after all, and why it may. */
export interface RAMException {
  /** As the linker names it: the way to it, beginning at what the module exports. */
  readonly path: string;
  readonly reason: string;
}

/**
 * `### warning: main: default() board.clock: not frozen`: the module, the way to the object (with `default()` for what a function of the
 * module holds), and what is wrong with it.
 */
const warning = /^### warning: (\S+): (?:default\(\) ?)?(.*?):? ?(not frozen|no const)$/;
/** Every generator function has an object for its generators to inherit from, which no source can freeze and nobody ever writes to. */
const ofGenerator = ".prototype";
const failure = /^### (?!warning)(.*Error.*?)!?$/;
/** make's only word on a TypeScript and a JavaScript file of one name. */
const overriding = /warning: overriding recipe for target '.*\/modules\/(.*)\.xsb'/;

/** The modules that are judged, what of them may lie in RAM, and whether the link failed. */
export interface LinkOutcome {
  readonly ours: ReadonlySet<string>;
  readonly exceptions: readonly RAMException[];
  readonly failed: boolean;
}

/**
 * What the linker and make have said that makes a build no good. Warnings count where they are about one of `ours`: what the SDK's modules
 * keep in RAM is the SDK's business.
 */
export function linkComplaints(lines: readonly string[], outcome: LinkOutcome): readonly Complaint[] {
  const complaints = [...preloadComplaints(lines, outcome)];
  for (const line of lines) {
    const error = failure.exec(line)?.[1];
    if (error !== undefined) complaints.push({ kind: "link", text: error });
    const overridden = overriding.exec(line)?.[1];
    if (overridden !== undefined)
      complaints.push({
        kind: "module-name",
        text: `${overridden}: a TypeScript and a JavaScript file have this name, and one of them vanishes`,
      });
  }
  if (outcome.failed && complaints.length === 0)
    complaints.push({ kind: "tool", text: lines.slice(-12).join("\n") });
  return complaints;
}

/** An object stands for its parts. Every exception has to be of use, else it is a complaint itself, so that the list stays true. */
function preloadComplaints(
  lines: readonly string[],
  { ours, exceptions, failed }: LinkOutcome,
): readonly Complaint[] {
  const used = new Set<string>();
  const told = new Map<string, Complaint>();
  for (const line of lines) {
    const [, module = "", path = "", what = ""] = warning.exec(line) ?? [];
    if (!ours.has(module) || path.endsWith(ofGenerator)) continue;
    const covers = (whole: string): boolean => path === whole || path.startsWith(`${whole}.`);
    const exception = exceptions.find((each) => covers(each.path));
    if (exception !== undefined) used.add(exception.path);
    else if (![...told.keys()].some(covers))
      told.set(path, { kind: "preload", text: `${module}: ${path}: ${what}; ${remedies[what] ?? ""}` });
  }
  const idle = failed ? [] : exceptions.filter(({ path }) => !used.has(path));
  return [
    ...told.values(),
    ...idle.map(({ path }) => ({
      kind: "preload" as const,
      text: `ram.json: ${path}: the linker no longer says so; take it out`,
    })),
  ];
}

const remedies: Readonly<Record<string, string>> = Object.freeze({
  "not frozen": "freeze it, make it at run time, or give the reason in manifests/ram.json",
  "no const": "declare it const, or give the reason in manifests/ram.json",
});
