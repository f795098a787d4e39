import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { guardTCP } from "../../../firmware/cloud/guarded-tcp.js";
import type { TCPOptions, TCPSocket } from "../../../firmware/ports/tcp.js";

/** Constructs a guarded socket and hands out the callbacks that the network would call. */
function guarded(options: TCPOptions & { onFailure?: (error: unknown) => void }): TCPOptions {
  let inner: TCPOptions = {};
  const Guarded = guardTCP(
    class implements TCPSocket {
      format: "buffer" | "number" = "buffer";

      constructor(given: TCPOptions) {
        inner = given;
      }

      read(): undefined {
        return undefined;
      }

      write(): number {
        return 0;
      }

      close(): void {
        // Nothing was opened.
      }
    },
  );
  new Guarded(options);
  return inner;
}

describe("guarded TCP", () => {
  it("passes options and callbacks through", () => {
    const heard: string[] = [];
    const inner = guarded({
      address: "127.0.0.1",
      port: 8883,
      onReadable: (count) => heard.push(`readable ${count}`),
      onWritable: (count) => heard.push(`writable ${count}`),
      onError: () => heard.push("error"),
    });
    inner.onWritable?.(10);
    inner.onReadable?.(5);
    inner.onError?.();
    assert.deepEqual(heard, ["writable 10", "readable 5", "error"]);
    assert.deepEqual([inner.address, inner.port], ["127.0.0.1", 8883]);
  });

  for (const name of ["onReadable", "onWritable"] as const) {
    it(`turns an exception in ${name} into one reason and one error, and then keeps silent`, () => {
      const heard: string[] = [];
      const inner = guarded({
        [name]: () => {
          heard.push(name);
          throw new Error("TLS: alert 2, 42");
        },
        onError: () => heard.push("error"),
        onFailure: (error) => heard.push(String(error)),
      });
      inner[name]?.(1);
      inner[name]?.(1);
      inner.onError?.();
      assert.deepEqual(heard, [name, "Error: TLS: alert 2, 42", "error"]);
    });
  }

  it("survives an error handler that throws, and tells the first reason first", () => {
    const heard: string[] = [];
    const inner = guarded({
      onReadable: () => {
        throw new Error("first");
      },
      onError: () => {
        throw new Error("second");
      },
      onFailure: (error) => heard.push(String(error)),
    });
    inner.onReadable?.(1);
    assert.deepEqual(heard, ["Error: first", "Error: second"]);
  });

  it("catches an exception in onError itself", () => {
    let calls = 0;
    const inner = guarded({
      onError: () => {
        calls += 1;
        throw new Error("oops");
      },
    });
    inner.onError?.();
    assert.ok(calls >= 1);
  });
});
