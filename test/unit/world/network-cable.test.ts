import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { NetworkCable } from "../../../host-sim/world/network-cable.js";

const limit = { signal: AbortSignal.timeout(20_000) };

describe("the network cable", () => {
  let server: Server;
  let cable: NetworkCable;
  let accepted: Promise<Socket>;
  const opened: Socket[] = [];

  beforeEach(async () => {
    server = createServer({ allowHalfOpen: true });
    accepted = once(server, "connection", limit).then(([socket]) => socket as Socket);
    server.listen(0, "127.0.0.1");
    await once(server, "listening", limit);
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    cable = await NetworkCable.lay({ address: "127.0.0.1", port });
  });

  afterEach(async () => {
    for (const socket of opened.splice(0)) socket.destroy();
    await cable.close();
    server.close();
  });

  it("carries bytes and ends both ways", async () => {
    const device = dial();
    const cloud = await take();
    device.end("up");
    assert.equal(await all(cloud), "up");
    cloud.end("down");
    assert.equal(await all(device), "down");
  });

  it("moves nothing and tells nobody while it is pulled, and delivers when it is back", async () => {
    const device = dial();
    const cloud = await take();
    cable.isPlugged = false;
    let heard = "";
    cloud.on("data", (bytes: Buffer) => {
      heard += bytes;
    });
    let isOver = false;
    device.on("close", () => {
      isOver = true;
    });
    await new Promise((resolve) => device.write("late", resolve));
    for (let turn = 0; turn < 50; turn++) await setImmediate();
    assert.deepEqual({ heard, isOver }, { heard: "", isOver: false });
    cable.isPlugged = true;
    await once(cloud, "data", limit);
    assert.equal(heard, "late");
  });

  it("lets a connection that begins without a cable hang until it is back", async () => {
    cable.isPlugged = false;
    const device = dial();
    await once(device, "connect", limit);
    device.write("hello");
    let isReached = false;
    void accepted.then(() => {
      isReached = true;
    });
    for (let turn = 0; turn < 50; turn++) await setImmediate();
    assert.ok(!isReached);
    cable.isPlugged = true;
    const [bytes] = (await once(await take(), "data", limit)) as [Buffer];
    assert.equal(String(bytes), "hello");
  });

  it("passes a reset on: while it is plugged in at once, else when it is back", async () => {
    const device = dial();
    const cloud = await take();
    device.write("x");
    await once(cloud, "data", limit);
    cable.isPlugged = false;
    let isOver = false;
    cloud.on("close", () => {
      isOver = true;
    });
    cloud.on("error", () => {});
    device.resetAndDestroy();
    await once(device, "close", limit);
    for (let turn = 0; turn < 50; turn++) await setImmediate();
    assert.ok(!isOver);
    cable.isPlugged = true;
    cloud.resume();
    // However it is told: a connection that was reset delivers nothing more.
    await Promise.race([once(cloud, "end", limit), once(cloud, "close", limit)]);
  });

  it("cuts everything when it is taken away", async () => {
    const device = dial();
    const cloud = await take();
    const ends = [device, cloud].map((end) => once(end.resume(), "end", limit));
    await cable.close();
    await Promise.all(ends);
  });

  function dial(): Socket {
    const socket = connect({ port: cable.port, host: "127.0.0.1", allowHalfOpen: true });
    opened.push(socket);
    return socket;
  }

  async function take(): Promise<Socket> {
    const socket = await accepted;
    if (!opened.includes(socket)) opened.push(socket);
    return socket;
  }
});

async function all(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (bytes: Buffer) => {
    text += bytes;
  });
  await once(socket, "end", limit);
  return text;
}
