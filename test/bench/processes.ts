import { readdirSync, readFileSync } from "node:fs";

/** What processes use, as Linux tells it; on other systems there are no such files. */
export const canLookAtProcesses = process.platform === "linux";

/** Bytes of a process, with a fair share of what it has in common with others (PSS). */
export function memoryOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid}: no PSS`);
  return Number(kilobytes) * 1024;
}

/** Bytes of a process that no file stands behind: its heaps and stacks, without pages of programs that come and go as the system likes. */
export function heapsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const kilobytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? Number.NaN);
  return (kilobytes("Pss_Anon") + kilobytes("SwapPss")) * 1024;
}

/** Milliseconds of processor time that a process, with all its threads, has used. */
export function processorTimeOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return sum(nanoseconds) / 1e6;
}

/** Share of the computer's memory that is free, 0 to 1. */
export function freeMemory(): number {
  const text = readFileSync("/proc/meminfo", "utf8");
  const value = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1]);
  return value("MemAvailable") / value("MemTotal");
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
