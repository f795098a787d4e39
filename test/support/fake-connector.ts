import { ConnectorAdapter } from "../../firmware/cloud/connector/adapter.js";
import type { ConnectorOptions } from "../../firmware/cloud/connector/options.js";
import { describe } from "../../firmware/device/failure.js";
import type { Reading } from "../../firmware/outbox/outbox.js";
import { Secret } from "../../firmware/storage/secret.js";
import { token } from "./fake-device.js";
import { fakeLog } from "./fake-log.js";
import { type FakeMQTTClient, FakePlatform } from "./fake-mqtt-client.js";
import { VirtualTime } from "./virtual-time.js";

/** The Connector's adapter on a scripted MQTT client, and what the device would hear of it. */
export class ConnectorBench {
  readonly time = new VirtualTime();
  readonly platform = new FakePlatform(this.time);
  readonly heard: string[] = [];
  readonly lines: string[];
  readonly adapter: ConnectorAdapter;
  flashWorks = true;

  constructor(more: Partial<ConnectorOptions> = {}) {
    const { log, lines } = fakeLog();
    this.lines = lines;
    this.adapter = new ConnectorAdapter({
      io: this.platform.io,
      host: "c1.m2.localhost",
      port: 8883,
      roots: () => [new ArrayBuffer(1)],
      deviceId: "dev-1",
      authentication: "token",
      entropy: (count) => Uint8Array.from({ length: count }, (_, index) => index * 37),
      timing: {
        keepAlive: 60_000,
        connectTimeout: 30_000,
        activationTimeout: 20_000,
        acknowledgeTimeout: 15_000,
      },
      window: 4,
      longestWrite: 16_384,
      longestMessage: 5120,
      now: () => this.time.now(),
      log,
      ...more,
    });
  }

  get client(): FakeMQTTClient {
    return this.platform.client;
  }

  activate(offered?: string): { close(): void } {
    return this.adapter.activate(offered === undefined ? undefined : new Secret(offered), {
      onCredentials: (received) => this.heard.push(`token ${received.reveal()}`),
      onOffer: (made) => {
        this.heard.push(`offer ${made.reveal()}`);
        return this.flashWorks;
      },
      onOffered: (made) => this.heard.push(`offered ${made.reveal()}`),
      onClosed: (failure) => this.heard.push(`closed ${describe(failure)}`),
    });
  }

  /** Logs in; the cloud has not answered yet. */
  connect(secret = new Secret(token)): ReturnType<ConnectorAdapter["connect"]> {
    return this.adapter.connect(secret, {
      onOpen: () => this.heard.push("open"),
      onRoom: () => this.heard.push("room"),
      onAcknowledged: (batch) => this.heard.push(`acknowledged ${batch.map(({ value }) => value).join(",")}`),
      onWrite: (alias, payload) => this.heard.push(`write ${alias}=${payload}`),
      onContents: (answer) =>
        this.heard.push(`contents ${"code" in answer ? describe(answer) : JSON.stringify(answer)}`),
      onClosed: (failure) => this.heard.push(`closed ${describe(failure)}`),
    });
  }

  /** An open session; what was heard until then is forgotten. */
  open(): ReturnType<ConnectorAdapter["connect"]> {
    const session = this.connect();
    this.client.accept(8000);
    this.heard.length = 0;
    return session;
  }

  /** A reading of this moment. */
  reading(value: Reading["value"], resource = "t"): Reading {
    return { resource, value, uptime: this.time.uptime() };
  }
}
