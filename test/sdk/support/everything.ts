import { fileURLToPath } from "node:url";
import { buildSimulator } from "./build.js";
import { buildPrograms } from "./programs.js";

function manifest(name: string): string {
  return fileURLToPath(new URL(`../../../manifests/${name}`, import.meta.url));
}

/** What a test takes of builds for the simulator. */
interface Need {
  readonly name: string;
  /** By the paths of the test files. */
  readonly wants: RegExp;
  build(): Promise<string>;
}

const needs: readonly Need[] = [
  {
    name: "the firmware with the programs of the tests",
    wants: /^test\/(contract|scenario)\/|random/,
    build: () => buildPrograms(),
  },
  {
    name: "the same with the engine's figures",
    wants: /sdk\/heap/,
    build: () => buildPrograms({ isInstrumented: true }),
  },
  { name: "the firmware", wants: /sdk\/simulator/, build: () => buildSimulator() },
  {
    name: "the program that judges servers",
    wants: /sdk\/tls/,
    build: () => buildSimulator({ manifest: manifest("tls-check") }),
  },
  {
    name: "the program that reads sensors",
    wants: /sdk\/sensors/,
    build: () => buildSimulator({ manifest: manifest("sensor-check") }),
  },
];

/** Builds what these tests take, one after the other: each build takes all processors. */
export async function buildFor(files: readonly string[], say: (line: string) => void): Promise<void> {
  for (const { name, wants, build } of needs) {
    if (!files.some((file) => wants.test(file))) continue;
    const started = performance.now();
    await build();
    say(`built ${name}: ${Math.round((performance.now() - started) / 1000)} s`);
  }
}
