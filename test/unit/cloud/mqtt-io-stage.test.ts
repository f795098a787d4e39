import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Stage } from "../../../firmware/device/device-status.js";
import { stageOf } from "../../../firmware/device/failure.js";
import type { TCPConstructor, TCPOptions } from "../../../firmware/ports/tcp.js";
import { Connection } from "../../support/fake-connection.js";
import { type FakeMQTTClient, FakePlatform } from "../../support/fake-mqtt-client.js";
import { noTCP } from "../../support/fake-tls.js";
import { VirtualTime } from "../../support/virtual-time.js";

/** How far a connection came that ended by what `play` did, or else by its timeout. */
function stageAfter(play: (client: FakeMQTTClient) => void): Stage | undefined {
  const time = new VirtualTime();
  const platform = new FakePlatform(time);
  let stage: Stage | undefined;
  new Connection({
    io: { ...platform.io, TCP: TalkativeTCP },
    onClosed: (failure) => {
      stage = stageOf(failure);
    },
  });
  play(platform.client);
  time.advance(60_000);
  return stage;
}

/** A TCP connection that stands as soon as it is made. */
class TalkativeTCP extends noTCP {
  constructor(options: TCPOptions) {
    super(options);
    options.onWritable?.(1000);
  }
}

/** What the TLS socket does first. */
function connectTCP(client: FakeMQTTClient): void {
  client.resolved("127.0.0.1");
  const { TCP } = client.options.socket as { TCP: { io: TCPConstructor } };
  new TCP.io({});
}

describe("a connection that fails says how far it came", () => {
  it("dns: the name was not resolved, or not in time", () => {
    assert.equal(
      stageAfter((client) => client.resolved(undefined)),
      "dns",
    );
    assert.equal(
      stageAfter(() => undefined),
      "dns",
    );
  });

  it("tcp: nobody took the connection, or not in time", () => {
    assert.equal(
      stageAfter((client) => client.resolved("127.0.0.1")),
      "tcp",
    );
  });

  it("tls: the connection stood, and its handshake failed or did not end", () => {
    assert.equal(stageAfter(connectTCP), "tls");
    assert.equal(
      stageAfter((client) => client.break(new Error("certificate has expired"))),
      "tls",
    );
  });

  it("mqtt: TLS stood, and no answer came to the login", () => {
    assert.equal(
      stageAfter((client) => void client.secure()),
      "mqtt",
    );
    assert.equal(
      stageAfter((client) => client.secure().break()),
      "mqtt",
    );
  });

  it("login: the cloud refused the device", () => {
    assert.equal(
      stageAfter((client) => client.refuse(5)),
      "login",
    );
  });

  it("online: the session stood", () => {
    assert.equal(
      stageAfter((client) => {
        client.accept();
        client.break();
      }),
      "online",
    );
  });
});
