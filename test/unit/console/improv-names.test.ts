import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  encodeImprov,
  encodeImprovResult,
  improvCommand,
  improvError,
  improvType,
} from "../../../firmware/console/improv.js";
import { consoleBench } from "../../support/console-bench.js";

/** A command that sets a name, or reads it where that is empty; what the device sends back. */
function named(bench: ReturnType<typeof consoleBench>, command: number, name: string): string {
  const text = Buffer.from(name);
  bench.line.take();
  bench.line.send(
    encodeImprov({ type: improvType.command, data: Uint8Array.of(command, text.length, ...text) }),
  );
  return bench.line.take();
}

function holds(output: string, packet: Uint8Array): boolean {
  return output.includes(Buffer.from(packet).toString("latin1"));
}

const failed = encodeImprov({ type: improvType.error, data: Uint8Array.of(improvError.unknown) });

describe("a name given over Improv", () => {
  it("is stored at once, and told from then on", () => {
    const bench = consoleBench();
    named(bench, improvCommand.deviceName, "Boiler house");
    assert.match(bench.host.flash.values.get("settings") ?? "", /Boiler house/);
    const told = encodeImprovResult(improvCommand.deviceName, ["Boiler house"]);
    assert.ok(holds(named(bench, improvCommand.deviceName, ""), told));
  });

  it("is refused while a commit is pending, which would overwrite it", () => {
    for (const command of [improvCommand.hostname, improvCommand.deviceName]) {
      const bench = consoleBench();
      bench.host.isCommitPending = true;
      assert.ok(holds(named(bench, command, "boiler"), failed));
      assert.equal(bench.host.flash.values.get("settings"), undefined);
      assert.ok(!holds(named(bench, command, ""), failed), "it can be read all the same");
    }
  });
});
