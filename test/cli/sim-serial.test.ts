import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import { bowline, RunningCommand } from "../support/bowline.js";

const state = mkdtempSync(join(tmpdir(), "bowline-sim-serial-"));
after(() => {
  RunningCommand.endAll();
  rmSync(state, { recursive: true, force: true });
});

it("bowline sim --serial offers the device's console on a TCP port", async () => {
  const connector = new RunningCommand(["emulate", "connector", "--state", state]);
  await connector.events.next("ready");
  const sim = new RunningCommand(["sim", "--state", state, "--engine", "node", "--serial", "0"]);
  const { port } = await sim.events.next("serial-line");
  await sim.events.next("ready");
  const [, number] = /^socket:\/\/127\.0\.0\.1:(\d+)$/.exec(String(port)) ?? [];
  const line = connect(Number(number), "127.0.0.1");
  line.write("info\r");
  let heard = "";
  for await (const bytes of line) {
    heard += String(bytes);
    if (heard.includes("proto")) break;
  }
  assert.match(heard, /name +bowline\r\n/);
  // The port is in use now.
  const second = await bowline(["sim", "--state", state, "--engine", "node", "--serial", String(number)]);
  assert.match(second.stderr, /--serial \d+: the port is in use; take another, or 0 for any free one/);
  assert.equal(await sim.stop(), 0);
  await connector.stop();
});
