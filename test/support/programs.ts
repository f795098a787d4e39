import { spawnSync } from "node:child_process";

/**
 * Why tests that need a program are skipped on this computer; false where they run. In CI they always run, and fail without the
 * program.
 */
export function missingProgram(program: string, debianPackage: string): string | false {
  if (process.env.CI === "true") return false;
  const { status } = spawnSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
  return status === 0 ? false : `${program} is missing; install it with: apt-get install ${debianPackage}`;
}
