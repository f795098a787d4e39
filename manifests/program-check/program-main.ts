import { host } from "program-host";

/** Runs the program of the tests that `program` in the device's folder names: one build serves them all. */
export default function main(): void {
  import(`programs/${host.config.program}`).then(
    (program: { default?: unknown }) => {
      if (typeof program.default === "function") program.default();
      host.emit({ event: "program-started" });
    },
    (error: unknown) => host.emit({ event: "program-failed", reason: String(error) }),
  );
}
