import type { Board } from "./boards.js";
import { root } from "./boards.js";
import type { BuildFigures, Tell } from "./build-event.js";
import { type Configuration, configure } from "./configuration.js";
import { budgetComplaints, descriptionComplaints } from "./description-check.js";
import { link } from "./link.js";
import { type Complaint, linkComplaints, type RAMException } from "./link-complaints.js";
import { nameClashes } from "./module-names.js";
import { partitionComplaints } from "./partitions-check.js";
import { romFigures } from "./rom-figures.js";
import { optionComplaints } from "./sdkconfig-check.js";
import { sdkRelease, type Toolchain } from "./toolchain.js";
import { compileTypes, typeScriptModules } from "./type-check.js";

export interface CheckOptions {
  readonly board: Board;
  readonly toolchain: Toolchain;
  readonly exceptions: readonly RAMException[];
  /** `name=value` of the firmware's configuration. */
  readonly settings: readonly string[];
  /** For what the SDK writes; no two runs at a time may share one. */
  readonly output: string;
  readonly tell: Tell;
}

export interface Checked {
  readonly configuration: Configuration;
  readonly figures: BuildFigures;
}

/**
 * All that can be known of a board's firmware without ESP-IDF: types, module names, the link for the target with what it leaves in RAM,
 * heap and budget. Tells every complaint, and returns undefined where there is one.
 */
export async function checkBoard(options: CheckOptions): Promise<Checked | undefined> {
  const { board, toolchain, exceptions, settings, output, tell } = options;
  let good = true;
  const complain = (complaints: readonly Complaint[]): void => {
    if (complaints.length > 0) good = false;
    for (const complaint of complaints) tell({ event: "complaint", board: board.name, ...complaint });
  };
  const step = (name: string): void => tell({ event: "build-step", board: board.name, step: name });

  step("collecting modules");
  const configuration = await configure({ board, toolchain, settings, output });
  complain(mcconfigComplaints(configuration.lines));
  if (!("manifest" in configuration)) {
    complain([{ kind: "tool", text: configuration.lines.slice(-12).join("\n") }]);
    return undefined;
  }
  complain(descriptionComplaints(board, configuration.manifest));
  complain(partitionComplaints(board, configuration));
  complain(optionComplaints(board, configuration, toolchain));
  complain(
    nameClashes(configuration.manifest).map(({ name, taken, ignored }) => ({
      kind: "module-name",
      text: `${name}: ${shown(taken)} is taken, and ${ignored.map(shown).join(", ")} vanishes`,
    })),
  );
  step("checking types");
  const errors = await compileTypes(configuration, toolchain);
  complain(errors.map((text) => ({ kind: "type", text })));
  if (errors.length > 0) return undefined;

  step("linking");
  const { code, lines } = await link(configuration, toolchain);
  const ours = new Set(typeScriptModules(configuration));
  complain(linkComplaints(lines, { ours, exceptions, failed: code !== 0 }));
  if (code !== 0) return undefined;
  const figures = romFigures(configuration, lines);
  if ("missing" in figures) {
    const names = figures.missing.join(", ");
    complain([{ kind: "tool", text: `the linker does not say ${names}; tried with SDK ${sdkRelease}` }]);
    return undefined;
  }
  complain(budgetComplaints(board, figures));
  return good ? { configuration, figures } : undefined;
}

/** A name in a manifest to which no file belongs is a warning for `mcconfig`, and for nobody else. */
function mcconfigComplaints(lines: readonly string[]): readonly Complaint[] {
  return lines
    .map((line) => /warning: no modules match: (.*?)!?$/.exec(line)?.[1])
    .filter((source) => source !== undefined)
    .map((source) => ({
      kind: "module-name",
      text: `${shown(source)}: a manifest names it, and there is no such file`,
    }));
}

function shown(file: string): string {
  return file.startsWith(root) ? file.slice(root.length) : file;
}
