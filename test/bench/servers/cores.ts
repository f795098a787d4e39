import { type ChildProcess, type ForkOptions, fork, spawn, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

/** Server and client do not compete: each has a core of its own. */
export const serverCore = 0;
export const clientCore = 1;

/** Why processes cannot be kept to cores here; undefined where they can. */
export function cannotPin(): string | undefined {
  if (availableParallelism() < 2) return "needs two processors, one for the server and one for the client";
  const isThere = spawnSync("taskset", ["-c", String(clientCore), "true"]).status === 0;
  return isThere ? undefined : "needs taskset (Debian's package util-linux)";
}

/** A Node program that stays on one core and collects garbage when told to. `taskset` becomes it, so that it keeps its pipe and its pid. */
export function forkOn(core: number, file: string, words: readonly string[] = []): ChildProcess {
  const options: ForkOptions = {
    execPath: "taskset",
    execArgv: ["-c", String(core), process.execPath, "--import", "tsx", "--expose-gc"],
  };
  return fork(file, [...words], options);
}

export function spawnOn(core: number, command: string, words: readonly string[]): ChildProcess {
  return spawn("taskset", ["-c", String(core), command, ...words], { stdio: "ignore" });
}
