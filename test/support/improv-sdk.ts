import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { ImprovSerial } from "improv-wifi-serial-sdk/dist/serial.js";
import type { ConsoleLine } from "./console-line.js";

const entry = join(
  dirname(fileURLToPath(import.meta.url)),
  "../../node_modules/improv-wifi-serial-sdk/dist/serial.js",
);

/**
 * The Improv SDK from npm at the far end of a device's serial line. Unmodified: bundled, because Node does not find its modules without
 * their endings, and given a port of the shape of Web Serial.
 */
export async function improvClient(t: TestContext, line: ConsoleLine): Promise<ImprovSerial> {
  const folder = await mkdtemp(join(tmpdir(), "bowline-improv-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const outfile = join(folder, "improv.mjs");
  await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    platform: "neutral",
    outfile,
    logLevel: "error",
  });
  const { ImprovSerial: Client } = (await import(pathToFileURL(outfile).href)) as {
    ImprovSerial: typeof ImprovSerial;
  };
  const readable = new ReadableStream<Uint8Array>({
    start(controller) {
      line.onBytes = (bytes) => controller.enqueue(bytes);
    },
  });
  const writable = new WritableStream<Uint8Array>({ write: (bytes) => line.send(bytes) });
  const quiet = { log: () => {}, error: () => {}, debug: () => {} };
  return new Client({ readable, writable } as unknown as SerialPort, quiet);
}
