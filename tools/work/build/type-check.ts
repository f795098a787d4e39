import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "./boards.js";
import type { Configuration } from "./configuration.js";
import { runTool } from "./tool-process.js";
import type { Toolchain } from "./toolchain.js";

/** What mcconfig writes beside each TypeScript module. */
interface ModuleProject {
  readonly compilerOptions: { readonly outDir: string };
  readonly files: readonly [string];
}

const suffix = "-tsconfig.json";
/** Milliseconds; one pass takes a second or two. */
const patience = 120_000;

/**
 * Compiles all TypeScript modules of a build in one pass, and puts each where the SDK's makefile would have put it by a pass of its own: a
 * hundred passes are most of a build's time. Returns the compiler's complaints; none, and the makefile finds everything done.
 */
export async function compileTypes(
  { folder }: Pick<Configuration, "folder">,
  { environment }: Toolchain,
): Promise<readonly string[]> {
  const modules = join(folder, "modules");
  const projects = projectsOf(modules);
  const output = join(folder, "one-pass");
  rmSync(output, { recursive: true, force: true });
  const project = join(folder, "one-pass-tsconfig.json");
  const files = projects.map(({ files: [file] }) => file);
  const compilerOptions = { rootDir: "/", outDir: output, sourceMap: false, noEmitOnError: true };
  writeFileSync(
    project,
    JSON.stringify({ extends: join(modules, "tsconfig-base.json"), compilerOptions, files }),
  );
  const { code, lines } = await runTool({
    program: "tsc",
    args: ["--pretty", "false", "-p", project],
    folder: root,
    environment,
    timeout: patience,
  });
  if (code !== 0) {
    // What an earlier pass has left must not pass for the outcome of this one.
    for (const { compilerOptions: options } of projects)
      rmSync(options.outDir, { recursive: true, force: true });
    return lines.length > 0 ? lines : [`tsc ended with ${code ?? "a signal"} and without a word`];
  }
  for (const {
    compilerOptions: options,
    files: [file],
  } of projects) {
    const compiled = relative("/", file).replace(/\.ts$/, ".js");
    const place = join(options.outDir, compiled);
    mkdirSync(dirname(place), { recursive: true });
    renameSync(join(output, compiled), place);
  }
  return [];
}

/** Takes away what an earlier run has written for modules that may be gone by now; `mcconfig` writes it anew for those that are not. */
export function forgetModules(folder: string): void {
  const modules = join(folder, "modules");
  if (!existsSync(modules)) return;
  for (const file of projectFiles(modules)) rmSync(join(modules, file));
}

/** The TypeScript modules of a build, by the names they have there. */
export function typeScriptModules({ folder }: Configuration): readonly string[] {
  return projectFiles(join(folder, "modules")).map((file) => file.slice(0, -suffix.length));
}

function projectsOf(modules: string): readonly ModuleProject[] {
  return projectFiles(modules).map(
    (file) => JSON.parse(readFileSync(join(modules, file), "utf8")) as ModuleProject,
  );
}

function projectFiles(modules: string): readonly string[] {
  return readdirSync(modules, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(suffix));
}
