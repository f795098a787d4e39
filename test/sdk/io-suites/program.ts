import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const harness = fileURLToPath(new URL("harness.ts", import.meta.url));

/** Imports stand at the beginning of a line, each on its own. */
const importLine = /^import\s[^;\n]*?\sfrom\s*(["'])([^"']+)\1;?[ \t]*$/gm;

/** The suites read from a public web server; ours listens on a port of its own. */
const webPort = /\bport(: | = )80\b/g;

/**
 * Makes a program for the simulator's engines of one of the SDK's suites. Its imports go to the top and the rest into an asynchronous
 * function, since a script has no `await` of its own; the suite itself is read where the SDK is installed.
 *
 * @param suite the suite's file, absolute
 * @param folder where the program is put
 * @param port of the web server on loopback
 * @returns the program without its ending, as the contract bench wants it
 */
export function programOf(suite: string, folder: string, port: number): string {
  const source = readFileSync(suite, "utf8");
  const imports = [...source.matchAll(importLine)].map(([line, , specifier = ""]) =>
    specifier.startsWith(".") ? line.replace(specifier, resolve(dirname(suite), specifier)) : line,
  );
  const body = source.replace(importLine, "").replace(webPort, `port$1${port}`);
  const program = [
    `import { runSuite } from ${JSON.stringify(harness)};`,
    ...imports,
    `export default () => void runSuite(${/flags: \[.*async/.test(source)}, async () => {`,
    body,
    "});",
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "suite.ts"), program.join("\n"));
  return join(folder, "suite");
}
