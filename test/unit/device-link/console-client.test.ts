import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConsoleClient } from "../../../tools/device-link/console-client.js";
import { ConsoleError } from "../../../tools/device-link/console-error.js";
import { FakeConsole, type FakeReply } from "../../support/fake-console.js";
import { VirtualTime } from "../../support/virtual-time.js";

const ok: FakeReply = [["ok", { done: true }]];

function connected(answer: (payload: string) => FakeReply, random = 0.5) {
  const time = new VirtualTime();
  const device = new FakeConsole(answer);
  const text: string[] = [];
  const client = new ConsoleClient({
    pipe: device.pipe,
    timer: time,
    random: () => random,
    onText: (line) => text.push(line),
  });
  return { time, device, client, text };
}

/** Lets promises run, then time, as long as it takes the promise to settle. */
async function settled<T>(time: VirtualTime, promise: Promise<T>, longest = 120_000): Promise<T> {
  let over = false;
  const mark = (): void => {
    over = true;
  };
  promise.then(mark, mark);
  for (let waited = 0; !over && waited < longest; waited += 50) {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    if (!over) time.advance(50);
  }
  return await promise;
}

const refused = (code: string) => (error: unknown) => error instanceof ConsoleError && error.code === code;

describe("a program at a device's console", () => {
  it("joins the parts of an answer and tells them as they come", async () => {
    const { time, client } = connected(() => [
      ["more", { networks: [{ ssid: "a" }] }],
      ["more", { networks: [{ ssid: "b" }] }],
      ["ok", { count: 2 }],
    ]);
    const parts: unknown[] = [];
    const whole = await settled(
      time,
      client.request("wifi scan", (part) => parts.push(part)),
    );
    assert.deepEqual(whole, { networks: [{ ssid: "a" }, { ssid: "b" }], count: 2 });
    assert.equal(parts.length, 3);
  });

  it("repeats a lost request under its id, so that it is carried out once", async () => {
    const { time, device, client } = connected(() => ok);
    let lost = 0;
    device.onWire = (line, direction) => (direction === "from" && lost++ < 3 ? undefined : line);
    await settled(time, client.request("reboot"));
    assert.deepEqual(device.carriedOut, ["reboot"]);
    assert.equal(device.arrived, 4);
  });

  it("repeats at once what arrived damaged", async () => {
    const { time, device, client } = connected(() => ok);
    let damaged = 0;
    device.onWire = (line, direction) => (direction === "to" && damaged++ === 0 ? line.slice(1) : line);
    await settled(time, client.request("status"));
    assert.ok(time.uptime() < 600);
    assert.deepEqual(device.carriedOut, ["status"]);
  });

  it("begins the answer anew when it is repeated, and has no part twice", async () => {
    const { time, device, client } = connected(() => [
      ["more", { list: [1] }],
      ["ok", { list: [2] }],
    ]);
    let seen = 0;
    device.onWire = (line, direction) => (direction === "from" && ++seen === 2 ? undefined : line);
    assert.deepEqual(await settled(time, client.request("list")), { list: [1, 2] });
  });

  it("gives up after eight tries, says what to look at, and can go on", async () => {
    let mute = true;
    const { time, device, client } = connected(() => (mute ? undefined : ok));
    await assert.rejects(settled(time, client.request("hello")), refused("silent"));
    assert.equal(device.arrived, 8);
    mute = false;
    await settled(time, client.request("hello again"));
  });

  it("waits as long as the device says it needs", async () => {
    const { time, device, client } = connected(() => [["wait", { seconds: 60 }]]);
    const answer = client.request("csr");
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    time.advance(61_000);
    assert.equal(device.arrived, 1);
    answer.catch(() => undefined);
    await client.close();
    await assert.rejects(answer, refused("closed"));
  });

  it("waits for its turn where the console is busy", async () => {
    let busy = 20;
    const { time, client } = connected(() => (busy-- > 0 ? [["err", { code: "busy", msg: "" }]] : ok));
    assert.deepEqual(await settled(time, client.request("status")), { done: true });
  });

  it("passes on the device's code and words", async () => {
    const { time, client } = connected(() => [["err", { code: "range", msg: "port: must be 1 to 65535" }]]);
    await assert.rejects(settled(time, client.request("set port 0")), /port: must be 1 to 65535/);
  });

  it("tells log lines from frames, also a frame behind a line that was not finished", async () => {
    const { time, device, client, text } = connected(() => ok);
    const answer = client.request("status");
    device.say("info cloud: connected\r\nhalf a li");
    await settled(time, answer);
    assert.deepEqual(text, ["info cloud: connected"]);
  });

  it("does not show Improv packets as text", () => {
    const { device, text } = connected(() => ok);
    device.say("IMPROV\u0001\u0001\u0001\u0002\u00e3\nready\n");
    assert.deepEqual(text, ["ready"]);
  });

  it("refuses a request that is longer than a line or none, before it is sent, and keeps quiet about its value", async () => {
    const { time, device, client } = connected(() => ok);
    for (const value of ["secret".repeat(20), "two\nsecret lines"])
      await assert.rejects(settled(time, client.request(`set wifi.psk ${value}`)), (error) => {
        assert.ok(error instanceof ConsoleError && error.code === "range");
        assert.match(error.message, /^set wifi\.psk: /);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
    assert.equal(device.arrived, 0);
    assert.deepEqual(await settled(time, client.request("info")), { done: true });
  });

  it("ends what is under way when the line goes away, and everything after it", async () => {
    const { time, device, client } = connected(() => undefined);
    const first = client.request("status");
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    device.unplug();
    await assert.rejects(settled(time, first), refused("closed"));
    await assert.rejects(settled(time, client.request("status")), refused("closed"));
  });

  it("never uses id 0, also where ids wrap around", async () => {
    const { time, device, client } = connected(() => ok, 0.999_999_9);
    await settled(time, client.request("a"));
    await settled(time, client.request("b"));
    assert.deepEqual(device.carriedOut, ["a", "b"]);
  });
});
