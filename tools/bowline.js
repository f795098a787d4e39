#!/usr/bin/env node
// Starts the TypeScript sources as they are: the first line of this file is all that has to be JavaScript.
import { register } from "tsx/esm/api";

register();
const { run } = await import("./program.ts");
process.exitCode = await run(process.argv.slice(2));
