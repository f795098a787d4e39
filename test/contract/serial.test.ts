import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { engines, run } from "./bench.js";

for (const engine of engines) {
  describe(`a serial port on ${engine}`, () => {
    it("is a TCP port on loopback, told by an event", async (t) => {
      const program = await run(t, "serial", { engine, part: "echo" });
      assert.deepEqual(await program.report(), ["writable", 1024]);
      const { host, port, ...event } = await program.event("serial");
      assert.deepEqual([event, host], [{ event: "serial", name: "console" }, "127.0.0.1"]);
      const terminal = connect(Number(port), String(host));
      t.after(() => terminal.destroy());
      terminal.write("hello\r");
      assert.deepEqual(await program.report(), ["readable", 6, "hello\r"]);
      const [answer] = (await once(terminal, "data")) as [Buffer];
      assert.equal(answer.toString(), "hello\r");
    });

    it("takes 1,024 bytes at a time, and nothing after close", async (t) => {
      const program = await run(t, "serial", { engine, part: "close" });
      assert.deepEqual(await program.report(), ["Error", "Error", "Error"]);
      assert.deepEqual(program.left(), []);
    });
  });
}
