import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { ConsoleClient } from "../../../tools/device-link/console-client.js";
import {
  type ProvisioningEvent,
  ProvisioningFailure,
  type ProvisioningPlan,
  provision,
} from "../../../tools/device-link/provisioning.js";
import { FakeBoard } from "../../support/fake-board.js";
import { FakeConsole } from "../../support/fake-console.js";

const passphrase = "correct horse battery";

const plan: ProvisioningPlan = {
  wifi: { ssid: "work shop", passphrase },
  settings: { deviceId: "pump-7", connectorId: "o33ara2ekbo800000" },
  credentials: { ca: Buffer.alloc(300, 7) },
  onlineSeconds: 10,
};

describe("provisioning a board", () => {
  let board: FakeBoard;
  let device: FakeConsole;
  let events: ProvisioningEvent[];

  function run(changes: Partial<ProvisioningPlan> = {}) {
    return provision({
      connect: async () => new ConsoleClient({ pipe: device.pipe }),
      plan: { ...plan, ...changes },
      onEvent: (event) => events.push(event),
      sleep: async () => undefined,
    });
  }

  const failedAt = (step: string, message: RegExp) => (error: unknown) => {
    assert.ok(error instanceof ProvisioningFailure, String(error));
    assert.equal(error.step, step);
    assert.match(error.message, message);
    assert.notEqual(error.advice, "");
    return true;
  };

  beforeEach(() => {
    board = new FakeBoard();
    device = new FakeConsole((payload) => board.answer(payload));
    events = [];
  });

  it("tells under which identity the board answered, and gives it values as they are", async () => {
    await run({ wifi: { ssid: " shop ", passphrase: "ends in a space " }, settings: { deviceName: "" } });
    const identities = events.flatMap((event) =>
      event.event === "step" && event.identity !== undefined ? [[event.step, event.identity]] : [],
    );
    assert.deepEqual(identities, [
      ["hello", "pump-7"],
      ["hello", "pump-7"],
    ]);
    assert.equal(board.staged["wifi.ssid"], " shop ");
    assert.equal(board.staged["wifi.psk"], "ends in a space ");
    assert.equal(board.staged.deviceName, "");
  });

  it("names a value that no line to the board can carry", async () => {
    await assert.rejects(
      run({ settings: { domain: "x".repeat(150) } }),
      failedAt("settings", /set domain: .*a line has at most 120/),
    );
    assert.equal(board.committed, false);
  });

  it("goes from hello to online, and says each step", async () => {
    const result = await run();
    assert.deepEqual(result, { device: "pump-7", board: "esp32", online: true, fingerprint: "ab12" });
    assert.equal(board.staged["wifi.ssid"], "work shop");
    assert.equal(board.staged["wifi.psk"], passphrase);
    assert.equal(board.staged.connectorId, "o33ara2ekbo800000");
    assert.deepEqual(board.credentials.ca, Buffer.alloc(300, 7));
    const done = events.flatMap((event) =>
      event.event === "step" && event.state === "done" ? [event.step] : [],
    );
    assert.deepEqual(done, ["hello", "wifi", "settings", "credentials", "commit", "hello", "online"]);
    const stages = events.flatMap((event) => (event.event === "stage" ? [event.stage] : []));
    assert.deepEqual(stages, ["link", "tls"]);
  });

  it("leaves out what the plan does not have", async () => {
    await run({ wifi: undefined, credentials: {} });
    assert.ok(!device.carriedOut.some((payload) => /^(wifi|put)/.test(payload)));
  });

  it("stops before anything is applied where the Wi-Fi refuses, and says what to check", async () => {
    board.joins = false;
    await assert.rejects(run(), failedAt("wifi", /passphrase right/));
    assert.equal(board.committed, false);
  });

  it("names the setting that the board refuses", async () => {
    await assert.rejects(run({ settings: { port: "0" } }), failedAt("settings", /port: must be 1 to 65535/));
    assert.equal(board.committed, false);
  });

  it("tells how far the board came where it does not come online in time", async () => {
    board.stages = ["tcp"];
    await assert.rejects(run(), (error) => {
      failedAt("online", /not online after 10 s: tcp failed/)(error);
      return error instanceof ProvisioningFailure && error.stage === "tcp" && /port/.test(error.advice);
    });
  });

  it("says so where the board went back to what it had", async () => {
    board.stages = ["tls"];
    board.trial = { state: "reverted", reason: "tls: unknown authority" };
    await assert.rejects(run(), failedAt("online", /went back to what it had: tls: unknown authority/));
  });

  it("does not take the word of the run before the restart for it", async () => {
    board.stages = ["tls"];
    let looks = 0;
    device = new FakeConsole((payload) => {
      // Deaf to the commit for two looks: the old run is still there, and still online.
      if (payload === "status" && board.committed && looks++ < 2)
        return [["ok", { uptime: 62_000 + looks, cloud: { stage: "online" } }]];
      return board.answer(payload);
    });
    await assert.rejects(run(), failedAt("online", /tls failed/));
  });

  it("does not wait for a board that may stay offline", async () => {
    const { online } = await run({ onlineSeconds: 0 });
    assert.equal(online, false);
    // One look before the commit and one at the restarted board.
    assert.equal(device.carriedOut.filter((payload) => payload === "status").length, 2);
  });

  it("opens the line again where the board's port went away with the restart", async () => {
    let connections = 0;
    const result = await provision({
      connect: async () => {
        connections += 1;
        if (connections === 2) throw new Error("no such port");
        const fresh = new FakeConsole((payload) => {
          if (payload === "commit" && connections === 1) queueMicrotask(() => fresh.unplug());
          return board.answer(payload);
        });
        return new ConsoleClient({ pipe: fresh.pipe });
      },
      plan,
      onEvent: (event) => events.push(event),
      sleep: async () => undefined,
    });
    assert.equal(result.online, true);
    assert.equal(connections, 3);
  });

  it("tells the passphrase to nobody but the board", async () => {
    board.stages = ["link"];
    await assert.rejects(run(), (error) => {
      assert.doesNotMatch(JSON.stringify(events) + String(error) + JSON.stringify(error), /correct horse/);
      return true;
    });
  });
});
