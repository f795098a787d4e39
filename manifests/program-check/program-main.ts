import { host } from "program-host";

/** Runs the program of the tests that `program` in the device's folder names, else the firmware: one build serves them all. */
export default function main(): void {
  const { program = "" } = host.config;
  import(program === "" ? "main" : `programs/${program}`).then(
    (loaded: { default?: unknown }) => {
      if (typeof loaded.default === "function") loaded.default();
      host.emit({ event: "program-started" });
    },
    (error: unknown) => host.emit({ event: "program-failed", reason: String(error) }),
  );
}
