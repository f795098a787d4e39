import type { Command } from "commander";
import { type CommonOptions, command, outputOf, parsePort, untilInterrupted } from "../command-line.js";
import { CommandError } from "../exit-code.js";
import type { SiteFile } from "../work/field/site.js";
import { aborted } from "./emulate.js";

interface FieldArguments {
  readonly package?: string;
  readonly port: number;
  readonly out?: string;
}

const examples = `
Examples:
  $ bowline field                                      opens at 127.0.0.1 until Ctrl-C
  $ bowline field --package build/esp32c3              with a firmware to install
  $ bowline field --package build/esp32c3 --out site   static files, for any web server with https

The page needs a browser with Web Serial: Chrome, Edge or Opera on a computer. What is entered on it goes to the board and nowhere else.
`;

/** `bowline field`: the page with which a board is flashed, provisioned and watched from a browser. */
export function fieldCommand(): Command {
  return command("field", "flash, provision and watch a board from a page in the browser")
    .option("--package <folder>", "firmware package that the page can install")
    .option("--port <number>", "TCP port on this computer, 0 for any free one", parsePort, 0)
    .option("--out <folder>", "write the page into a folder instead of serving it")
    .addHelpText("after", examples)
    .action(async (options: CommonOptions & FieldArguments) => {
      const output = outputOf(options);
      output.progress("making the page");
      const files = await pageFiles(options.package);
      if (options.out !== undefined) {
        await writeSite(files, options.out);
        output.event({ event: "site-written", folder: options.out, files: files.size });
        return;
      }
      const { FieldServer } = await import("../work/field/server.js");
      const server = new FieldServer(files);
      const { signal, dispose } = untilInterrupted();
      output.event({ event: "page", url: await server.listen(options.port) });
      output.event({ event: "ready", hint: "Ctrl-C stops it" });
      await aborted(signal);
      dispose();
      await server.close();
      output.event({ event: "stopped" });
    });
}

async function pageFiles(folder: string | undefined): Promise<Map<string, SiteFile>> {
  const { fieldSite } = await import("../work/field/site.js"); // heavy: only for those who need it
  const site = await fieldSite();
  if (folder === undefined) return site;
  const { firmwareFiles } = await import("../work/field/firmware-files.js");
  const { PackageError } = await import("../work/package-format.js");
  try {
    return new Map([...site, ...(await firmwareFiles(folder))]);
  } catch (error) {
    if (error instanceof PackageError) throw new CommandError("usage", `--package: ${error.message}`);
    throw error;
  }
}

async function writeSite(files: ReadonlyMap<string, SiteFile>, folder: string): Promise<void> {
  const { mkdir, writeFile } = await import("node:fs/promises");
  const { join } = await import("node:path");
  await mkdir(folder, { recursive: true });
  for (const [name, { body }] of files) await writeFile(join(folder, name), body);
}
