import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildFailure, build, type Message, type OutputFile, type Plugin } from "esbuild";

/** The repository; positions are told relative to it. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** A program for a simulated device: the firmware, the io modules and the engine's inside in one script. */
export interface Bundle {
  /** The file that it was made of, absolute. */
  readonly entry: string;
  readonly code: string;
  /** Source map, JSON; its sources are absolute paths. */
  readonly map: string;
  /** Of the code, hexadecimal. */
  readonly hash: string;
}

export interface BundleOptions {
  /** Absolute path; `firmware/main.ts` where absent. Its default export is called after loading where it is a function. */
  readonly entry?: string;
  /** Files (absolute paths) for single specifiers, in place of the simulator's own. */
  readonly overrides?: Readonly<Record<string, string>>;
}

/** The program cannot be made: a syntax error, or an import that nothing provides. */
export class BundleError extends Error {
  override readonly name = "BundleError";
}

const single = ["timer", "time", "system", "Resource", "mc/config"];

/** The file behind a specifier that is no relative path; undefined where the simulator offers none. */
function moduleFile(specifier: string): string | undefined {
  const place = specifier.startsWith("embedded:")
    ? `io/${specifier.slice("embedded:".length)}`
    : single.includes(specifier)
      ? `io/${specifier}`
      : specifier.startsWith("platform/")
        ? specifier
        : undefined;
  if (place === undefined) return undefined;
  const file = join(root, "host-sim", `${place}.ts`);
  return existsSync(file) ? file : undefined;
}

function modules(overrides: Readonly<Record<string, string>>): Plugin {
  return {
    name: "modules of the simulator",
    setup(esbuild) {
      esbuild.onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
        if (kind === "entry-point") return undefined;
        const file = overrides[path] ?? moduleFile(path);
        if (file !== undefined) return { path: file };
        const text = `"${path}" is imported by ${relative(root, importer)}, and the simulator has no such module; it has embedded:…, platform/…, ${single.join(", ")}`;
        return { errors: [{ text }] };
      });
    },
  };
}

/**
 * Makes the script that both engines run. It only defines `handleCommand`; the first command loads the program, so a
 * snapshot taken before it serves every device.
 *
 * @throws BundleError
 */
export async function bundleProgram(options: BundleOptions = {}): Promise<Bundle> {
  const entry = options.entry ?? join(root, "firmware/main.ts");
  const inside = join(root, "host-sim/engine/inside");
  const start = [
    `import ${JSON.stringify(join(inside, "globals.ts"))};`,
    `import * as program from ${JSON.stringify(entry)};`,
    `if (typeof program.default === "function") program.default();`,
  ];
  try {
    const { outputFiles } = await build({
      stdin: { contents: start.join("\n"), resolveDir: root, sourcefile: join(inside, "start.js") },
      bundle: true,
      write: false,
      outfile: join(root, "program.js"),
      format: "iife",
      target: "es2022",
      platform: "neutral",
      charset: "utf8",
      legalComments: "none",
      logLevel: "silent",
      sourcemap: "external",
      sourcesContent: false,
      treeShaking: true,
      tsconfigRaw: {},
      banner: { js: 'globalThis.handleCommand = function load(command) { "use strict"; try {' },
      footer: {
        js: "} catch (error) { if (!globalThis.programFailed) throw error; globalThis.programFailed(error); }\nreturn globalThis.handleCommand(command); };",
      },
      plugins: [modules(options.overrides ?? {})],
    });
    const code = output(outputFiles, "program.js");
    return { entry, code, map: absoluteMap(output(outputFiles, ".map")), hash: hashOf(code) };
  } catch (error) {
    throw isBuildFailure(error) ? new BundleError(error.errors.map(sentence).join("\n")) : error;
  }
}

function output(files: readonly OutputFile[], ending: string): string {
  return files.find(({ path }) => path.endsWith(ending))?.text ?? "";
}

function absoluteMap(text: string): string {
  const map = JSON.parse(text) as { sources: string[] };
  return JSON.stringify({ ...map, sources: map.sources.map((source) => resolve(root, source)) });
}

function hashOf(code: string): string {
  return createHash("sha256").update(code).digest("hex");
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error;
}

function sentence({ text, location }: Message): string {
  return location === null || text.includes("is imported by")
    ? text
    : `${location.file}:${location.line}: ${text}`;
}
