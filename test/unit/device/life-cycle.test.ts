import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type LifeEvent, next, type State, states } from "../../../firmware/device/life-cycle.js";

const events: readonly LifeEvent[] = [
  "power",
  "link-up",
  "activate",
  "log-in",
  "activated",
  "accepted",
  "failed",
  "refused",
  "stop",
];

/** Every move that a device may make; what is not here must not be possible. */
const allowed: readonly (readonly [State, LifeEvent, State])[] = [
  ["off", "power", "network"],
  ["network", "link-up", "clock"],
  ["network", "stop", "off"],
  ["clock", "activate", "activating"],
  ["clock", "log-in", "connecting"],
  ["clock", "refused", "refused"],
  ["clock", "stop", "off"],
  ["activating", "activated", "connecting"],
  ["activating", "failed", "waiting"],
  ["activating", "refused", "refused"],
  ["activating", "stop", "off"],
  ["connecting", "accepted", "online"],
  ["connecting", "failed", "waiting"],
  ["connecting", "refused", "refused"],
  ["connecting", "stop", "off"],
  ["online", "failed", "waiting"],
  ["online", "stop", "off"],
  ["waiting", "activate", "activating"],
  ["waiting", "log-in", "connecting"],
  // The link is down when it is time to try.
  ["waiting", "failed", "waiting"],
  ["waiting", "refused", "refused"],
  ["waiting", "stop", "off"],
  ["refused", "activate", "activating"],
  ["refused", "log-in", "connecting"],
  ["refused", "failed", "waiting"],
  ["refused", "refused", "refused"],
  ["refused", "stop", "off"],
];

describe("life cycle", () => {
  for (const state of states) {
    for (const event of events) {
      const move = allowed.find(([from, by]) => from === state && by === event);
      const outcome = move?.[2];
      it(`${state} + ${event} → ${outcome ?? "no such move"}`, () => {
        assert.equal(next(state, event), outcome);
      });
    }
  }

  it("names every state that a move leads to", () => {
    for (const [, , state] of allowed) assert.ok(states.includes(state), state);
  });

  it("lets a device be stopped in every state but off", () => {
    for (const state of states) assert.equal(next(state, "stop"), state === "off" ? undefined : "off");
  });

  it("never asks for a second token where credentials are in flash (failure story 1)", () => {
    // A power cut after the token was stored: power, link, log-in; `activating` is not on the way.
    let state: State | undefined = "off";
    for (const event of ["power", "link-up", "log-in", "accepted"] as const) {
      state = state && next(state, event);
      assert.notEqual(state, "activating");
    }
    assert.equal(state, "online");
  });

  it("goes on trying to log in after a refusal (failure story 2)", () => {
    assert.equal(next("connecting", "refused"), "refused");
    assert.equal(next("refused", "log-in"), "connecting");
  });

  it("takes a refusal in the middle of a session for a failure (failure story 3)", () => {
    assert.equal(next("online", "refused"), undefined);
    assert.equal(next("online", "failed"), "waiting");
  });

  it("stays at the slow pace while flash cannot be read (failure story 4)", () => {
    for (const state of ["clock", "waiting", "refused"] as const) {
      assert.equal(next(state, "refused"), "refused");
    }
  });
});
