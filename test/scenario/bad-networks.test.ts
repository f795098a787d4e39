import assert from "node:assert/strict";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createAuthority, issueServerCertificate } from "../../host-sim/emulators/connector/index.js";
import { DamagingProxy } from "../support/damaging-proxy.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

const day = 24 * 60 * 60 * 1000;

describe("a device whose cloud cannot be trusted or reached", () => {
  let desk: Desk;
  let events: EventRecord;

  beforeEach(async () => {
    desk = await Desk.set();
    events = new EventRecord();
  });

  afterEach(() => desk.clear());

  /** Each failure shows one reason, crashes nothing, and is tried again. */
  async function failsAndRetries(reason: RegExp): Promise<void> {
    await events.next("state", { state: "waiting", reason });
    await events.next("state", { state: "waiting", reason });
    assert.equal(events.count("crashed"), 0);
    assert.equal(events.count("activated"), 0);
  }

  it("does not talk to a server whose certificate another authority signed", async () => {
    const { cert } = await createAuthority();
    await desk.boot(events, { cloud: { ...desk.cloud, ca: cert } });
    await failsAndRetries(/^tls-failed/);
    assert.ok(!events.all.some((event) => event.event === "connected"));
  });

  it("does not talk to a server whose certificate names another host", async () => {
    const ca = await createAuthority();
    const tls = await issueServerCertificate({ ca, names: ["somebody-else.m2.localhost"] });
    await desk.stopConnector();
    await desk.startConnector({ tls });
    await desk.boot(events, { cloud: { ...desk.cloud, ca: ca.cert } });
    await failsAndRetries(/^tls-failed/);
  });

  it("does not talk to a server whose certificate has expired", async () => {
    const ca = await createAuthority();
    const { connectorId, domain } = desk.connector;
    const tls = await issueServerCertificate({
      ca,
      names: [`${connectorId}.${domain}`],
      notBefore: new Date(Date.now() - 2 * day),
      notAfter: new Date(Date.now() - day),
    });
    await desk.stopConnector();
    await desk.startConnector({ tls });
    await desk.boot(events, { cloud: { ...desk.cloud, ca: ca.cert } });
    await failsAndRetries(/^tls-failed.*expired/);
  });

  it("gives up on a server that accepts the connection and then says nothing", async () => {
    const silent = await SilentServer.listen();
    await desk.boot(events, { cloud: { ...desk.cloud, port: silent.port } }, { connectSeconds: 1 });
    await failsAndRetries(/^connect-timeout/);
    silent.close();
  });

  it("keeps trying while nobody listens, and is there when the cloud comes", async () => {
    const { cloud } = desk;
    await desk.stopConnector();
    await desk.boot(events, { cloud });
    await failsAndRetries(/^connect-failed/);
    await desk.startConnector();
    await events.next("connected");
  });

  it("loses the connection, and nothing else, to a record that was damaged on the way", async () => {
    const proxy = await DamagingProxy.inFrontOf(desk.connector.port);
    await desk.boot(events, { cloud: { ...desk.cloud, port: proxy.port } });
    await events.next("reported", { resource: "led", acknowledged: true });
    proxy.damageNext();
    // Two records in one piece: the second is read when the first was taken, on a board out of a timer.
    await desk.connector.write("dev-1", "report_interval", 20);
    await desk.connector.write("dev-1", "led", true);
    await events.next("disconnected", { reason: /^connection-lost/ });
    await events.next("connected");
    // The write was lost with the record, and the cloud sends it again (CN-MOD-3).
    await events.next("written", { resource: "led", value: true, accepted: true });
    assert.equal(events.count("crashed"), 0);
    proxy.close();
  });

  it("tells a takeover of its login from a failure: one reason, then it logs in again", async () => {
    await desk.boot(events);
    await events.next("connected");
    await desk.connector.kick("dev-1");
    await events.next("disconnected", { reason: /^connection-lost/ });
    await events.next("connected");
  });
});

/** Accepts connections, reads, answers nothing. */
class SilentServer {
  #server: Server;
  #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.resume();
    });
  }

  static async listen(): Promise<SilentServer> {
    const silent = new SilentServer(createServer());
    await new Promise<void>((resolve) => silent.#server.listen(0, "127.0.0.1", resolve));
    return silent;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
