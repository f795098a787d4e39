import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { KeyValuePort } from "../../../firmware/ports/key-value.js";
import { FactoryReset } from "../../../firmware/storage/factory-reset.js";
import { FakeFlash } from "../../support/fake-flash.js";

/** A device's flash, with something everywhere. */
function used() {
  const domains: Record<string, FakeFlash> = {
    bowline: new FakeFlash(),
    values: new FakeFlash(),
    commands: new FakeFlash(),
  };
  const blocks = [1, 2, 3];
  let memo = "last words";
  domains.bowline?.write("settings", "{}");
  domains.bowline?.write("cert-a0", "key");
  domains.values?.write("led", "true");
  domains.commands?.write("led", "told");
  let power = Infinity;
  let worn: number | undefined;
  const spend = (): void => {
    if (power <= 0) throw new Error("no power");
    power -= 1;
  };
  const keyValue: KeyValuePort = {
    open({ path }) {
      const flash = domains[path] ?? new FakeFlash();
      domains[path] = flash;
      return {
        read: (key) => flash.read(key),
        write: (key, value) => {
          spend();
          flash.write(key, value);
        },
        delete: (key) => {
          spend();
          flash.delete(key);
        },
        [Symbol.iterator]: () => flash[Symbol.iterator](),
        close: () => {},
      };
    },
  };
  const reset = new FactoryReset({
    keyValue,
    outbox: () => ({
      blockSize: 4096,
      blocks: blocks.length,
      read: () => {},
      program: () => {},
      erase: (block) => {
        spend();
        if (block === worn) throw new Error("worn out");
        blocks[block] = 0xff;
      },
    }),
    clearMemo: () => {
      spend();
      memo = "";
    },
  });
  return {
    reset,
    cut: (after: number) => {
      power = after;
    },
    wearOut: (block: number) => {
      worn = block;
    },
    domains,
    left: () => [
      ...Object.values(domains).flatMap(({ values }) => [...values.keys()]),
      ...blocks.filter((each) => each !== 0xff),
      ...(memo === "" ? [] : [memo]),
    ],
  };
}

describe("a factory reset", () => {
  it("happens at the start after it was asked for, and only then", () => {
    const { reset, left } = used();
    assert.equal(reset.finish(), false);
    assert.equal(left().length, 8);
    reset.request();
    assert.equal(reset.finish(), true);
    assert.deepEqual(left(), []);
    assert.equal(reset.finish(), false);
  });

  it("goes on at the next start after a power cut at any moment", () => {
    for (let after = 0; after < 10; after++) {
      const { reset, cut, left } = used();
      reset.request();
      cut(after);
      assert.throws(() => reset.finish(), `cut ${after}`);
      cut(Infinity);
      assert.equal(reset.finish(), true);
      assert.deepEqual(left(), [], `cut ${after}`);
    }
  });

  it("erases settings and secrets where a block of readings cannot be erased, and leaves alone what comes after", () => {
    const { reset, wearOut, domains, left } = used();
    reset.request();
    wearOut(0);
    assert.throws(() => reset.finish(), /worn out/);
    assert.deepEqual(left(), ["erasing", 1, 2, 3]);
    domains.bowline?.write("settings", "new");
    assert.throws(() => reset.finish(), /worn out/);
    assert.equal(domains.bowline?.read("settings"), "new");
  });

  it("works on a board that has no flash for readings", () => {
    const flash = new FakeFlash();
    const reset = new FactoryReset({
      keyValue: { open: () => flash },
      outbox: () => {
        throw new Error("no such partition");
      },
      clearMemo: () => undefined,
    });
    reset.request();
    assert.equal(reset.finish(), true);
    assert.deepEqual([...flash], []);
  });
});
