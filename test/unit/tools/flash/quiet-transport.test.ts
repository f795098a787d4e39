import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { QuietTransport } from "../../../../tools/work/flash/quiet-transport.js";
import { WebSerialPort } from "../../../../tools/work/serial/web-serial.js";

function transport(): QuietTransport {
  const port = new WebSerialPort({ open: () => Promise.reject(new Error("not opened in this test")) });
  return new QuietTransport(port as unknown as ConstructorParameters<typeof QuietTransport>[0]);
}

describe("waiting for an answer of the loader", () => {
  it("ends when the line is closed, not two minutes later", async () => {
    const quiet = transport();
    const answer = assert.rejects(quiet.read(120_000), /closed/);
    quiet.stop();
    await answer;
  });

  it("ends at its time where none comes", async () => {
    await assert.rejects(transport().read(1), /stopped|received/);
  });
});
