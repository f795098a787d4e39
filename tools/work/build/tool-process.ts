import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface ToolRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Milliseconds; the tool and what it has started are ended then. */
  readonly timeout: number;
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface ToolResult {
  /** 0: it did what it was told; undefined: it was ended. */
  readonly code: number | undefined;
  /** What it said, line by line, both streams as they came. */
  readonly lines: readonly string[];
}

/** Runs one of the SDK's tools to its end. Rejects only where it cannot be started or the signal comes. */
export function runTool({
  program,
  args,
  folder,
  environment,
  timeout,
  onLine,
  signal,
}: ToolRun): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    // A group of its own, since make starts compilers that would go on without it.
    const tool = spawn(program, args, { cwd: folder, env: environment, detached: true, stdio: "pipe" });
    const end = (): void => {
      if (tool.pid !== undefined && tool.exitCode === null && tool.signalCode === null)
        process.kill(-tool.pid, "SIGTERM");
    };
    const deadline = setTimeout(() => {
      lines.push(`${program} took longer than ${timeout / 1000} seconds and was ended`);
      end();
    }, timeout);
    signal?.addEventListener("abort", end, { once: true });
    tool.stdin.end();
    for (const stream of [tool.stdout, tool.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        onLine?.(line);
      });
    }
    const settle = (then: () => void): void => {
      clearTimeout(deadline);
      signal?.removeEventListener("abort", end);
      then();
    };
    tool.on("error", (error) => settle(() => reject(error)));
    tool.on("close", (code) =>
      settle(() =>
        signal?.aborted === true
          ? reject(signal.reason ?? new Error("interrupted"))
          : resolve({ code: code ?? undefined, lines }),
      ),
    );
  });
}
