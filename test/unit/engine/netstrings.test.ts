import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { NetstringReader, netstring } from "../../../host-sim/engine/xs/netstrings.js";

describe("netstrings", () => {
  it("are written with length, tag and comma", () => {
    assert.equal(netstring("e", Buffer.from("1+1")).toString(), "4:e1+1,");
    assert.equal(netstring("q", Buffer.alloc(0)).toString(), "1:q,");
  });

  it("come out whole whatever pieces they arrive in", () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 });
    const cuts = fc.array(fc.nat(2500), { maxLength: 20 });
    fc.assert(
      fc.property(bodies, cuts, (sent, places) => {
        const stream = Buffer.concat(sent.map((body) => netstring("?", body)));
        const received: number[][] = [];
        const reader = new NetstringReader((body) => received.push([...body.subarray(1)]));
        const edges = [0, ...places.filter((place) => place < stream.byteLength), stream.byteLength];
        edges.sort((one, other) => one - other);
        for (const [i, end] of edges.slice(1).entries()) reader.push(stream.subarray(edges[i], end));
        assert.deepEqual(
          received,
          sent.map((body) => [...body]),
        );
      }),
    );
  });
});
