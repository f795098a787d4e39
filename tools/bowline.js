#!/usr/bin/env node
// Starts the TypeScript sources as they are: the first line of this file is all that has to be JavaScript.
import { register } from "tsx/esm/api";

// The reader of a pipe may leave (`bowline connector list | head -1`): then there is nothing more to say.
process.stdout.on("error", (error) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
register();
const { run } = await import("./program.ts");
process.exitCode = await run(process.argv.slice(2));
