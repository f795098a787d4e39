import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { I2CBus } from "../../host-sim/world/i2c-bus.js";
import { answerI2C } from "../../host-sim/world/i2c-call.js";
import { FaultyChip } from "../../host-sim/world/i2c-faults.js";
import { SHT3x } from "../../host-sim/world/i2c-sht3x.js";
import { TMP117 } from "../../host-sim/world/i2c-tmp117.js";
import { notOnSDK } from "../support/platform.js";
import { engines, run } from "./bench.js";

for (const engine of engines) {
  describe(
    `I2C on ${engine}`,
    notOnSDK("the SDK has no I2C on Linux; test/sdk/sensors.test.ts brings one"),
    () => {
      let bus: I2CBus;
      const call = (name: string, payload: unknown): unknown => {
        assert.equal(name, "i2c");
        return answerI2C(({ data }) => (data === 4 ? bus : undefined), payload);
      };

      beforeEach(() => {
        bus = new I2CBus({ wait: () => undefined });
        bus.attach(0x48, new TMP117(() => performance.now()));
      });

      it("reads and writes registers by SMBus, the lower byte first unless asked otherwise (ECMA-419 10.5)", async (t) => {
        const program = await run(t, "i2c", { engine, part: "registers", call });
        assert.equal(await program.report(), 0x0117);
        assert.equal(await program.report(), 0x1701);
        assert.deepEqual(await program.report(), [2, 0x12, 0x34]);
        assert.equal(await program.report(), "Error", "nothing after close");
      });

      it("throws where nobody acknowledges, and opens an address once on the same pins, as the ESP32 does", async (t) => {
        const program = await run(t, "i2c", { engine, part: "failures", call });
        assert.equal(await program.report(), "Error", "read");
        assert.equal(await program.report(), "Error", "write");
        assert.equal(await program.report(), "RangeError", "the address is open");
        assert.equal(await program.report(), undefined, "and free after close");
        assert.equal(await program.report(), "Error", "pins without a bus");
        assert.equal(await program.report(), "RangeError", "an address of 8 bits");
      });

      it("shows a driver of ECMA-419's pattern a chip that loses its wires and comes back", async (t) => {
        const chip = new FaultyChip(new SHT3x());
        bus.attach(0x44, chip);
        const program = await run(t, "i2c", { engine, part: "sensor", call });
        const quality = async (): Promise<unknown> =>
          ((await program.report()) as { quality: unknown }).quality;
        assert.equal(await quality(), "good");
        chip.deaf = true;
        while ((await quality()) === "good");
        chip.deaf = false;
        while ((await quality()) !== "good");
      });
    },
  );
}
