import assert from "node:assert/strict";
import { it } from "node:test";
import { LayerPoll } from "../../../firmware/resources/layer-poll.js";
import { fakeLog } from "../../support/fake-log.js";

it("a layer that throws is polled again, and is in the log once until it works", () => {
  const { log, lines } = fakeLog();
  let isBroken = false;
  let polls = 0;
  const layer = {
    poll: () => {
      polls += 1;
      if (isBroken) throw new Error("oops");
    },
  };
  const poll = new LayerPoll({ layer, log });
  for (const broken of [false, true, true, true, false, false, true]) {
    isBroken = broken;
    poll.poll();
  }
  assert.equal(polls, 7);
  const failed = "error app: the layer's poll failed: Error: oops";
  assert.deepEqual(lines, [failed, "info app: the layer works again", failed]);
});
