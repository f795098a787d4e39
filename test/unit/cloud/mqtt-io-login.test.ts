import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SecureOptions } from "../../../firmware/ports/tcp.js";
import { Secret } from "../../../firmware/storage/secret.js";
import { Connection } from "../../support/fake-connection.js";
import { FakePlatform } from "../../support/fake-mqtt-client.js";
import { VirtualTime } from "../../support/virtual-time.js";

describe("an MQTT login", () => {
  it("gives no client identifier, and a clean session as MQTT-3.1.3-7 then obliges to (CN-AUTH-1)", () => {
    const { id, clean } = new Connection().client.options;
    assert.deepEqual([id, clean], ["", true]);
  });

  it("that is anonymous carries neither user nor password (CN-PROV-1)", () => {
    const { options } = new Connection().client;
    assert.ok(!("user" in options) && !("password" in options));
  });

  it("carries the user and the secret as they are", () => {
    const { user, password } = new Connection({ user: "dev-1", password: new Secret("s") }).client.options;
    assert.deepEqual([user, password], ["dev-1", "s"]);
  });

  it("names the host for SNI and for the check of the certificate (CN-TLS-3)", () => {
    const roots = [new ArrayBuffer(3), new ArrayBuffer(4)];
    const socket = new Connection({ roots }).client.options.socket as { secure: SecureOptions };
    assert.equal(socket.secure.certificate, roots);
    assert.equal(socket.secure.serverName, "c1.m2.localhost");
  });

  it("is open when the cloud accepts it, and has room then", () => {
    const { client, heard, time } = new Connection();
    client.accept();
    assert.deepEqual(heard, ["connected", "room"]);
    time.advance(1_000_000);
    assert.deepEqual(heard, ["connected", "room"], "the timeout was for the login");
  });

  it("calls nobody while it is being made", () => {
    assert.deepEqual(new Connection().heard, []);
  });
});

describe("an MQTT login fails", () => {
  const refusals = [
    [1, "bad-protocol"],
    [2, "bad-identifier"],
    [3, "unavailable"],
    [4, "bad-credentials"],
    [5, "not-authorized"],
  ] as const;
  for (const [code, name] of refusals) {
    it(`with ${name} at CONNACK ${code}, which the client itself keeps secret`, () => {
      const { client, heard, time } = new Connection();
      client.refuse(code);
      assert.deepEqual(heard, [], "not inside the client's callback");
      time.advance();
      assert.match(heard.join("\n"), new RegExp(`^closed ${name}: .*$`));
    });
  }

  it("with the host's name where it cannot be resolved", () => {
    const { client, heard, time } = new Connection();
    client.resolved(undefined);
    time.advance();
    assert.deepEqual(heard, [
      "closed dns-failed: the cloud's host name could not be resolved (c1.m2.localhost)",
    ]);
  });

  it("with connect-failed where nobody answers", () => {
    const { client, heard, time } = new Connection();
    client.break();
    time.advance();
    assert.deepEqual(heard, ["closed connect-failed: the cloud could not be reached"]);
  });

  it("with TLS's reason, once", () => {
    const { client, heard, time } = new Connection();
    client.break(new Error("certificate has expired"));
    client.hooks.onFailure(new Error("something that followed from it"));
    client.break();
    time.advance(1_000_000);
    assert.deepEqual(heard, ["closed tls-failed: TLS failed (certificate has expired)"]);
  });

  it("with connect-closed where the cloud hangs up after TLS without a CONNACK, as on a locked device (CN-PROV-6)", () => {
    const { client, heard, time } = new Connection();
    client.secure().break();
    time.advance();
    assert.deepEqual(heard, ["closed connect-closed: the cloud closed the connection without an answer"]);
  });

  it("in time where the server takes the connection and says nothing", () => {
    const { client, heard, time } = new Connection();
    client.secure();
    time.advance(29_999);
    assert.deepEqual(heard, []);
    time.advance(1);
    assert.deepEqual(heard, ["closed connect-timeout: the cloud did not accept the connection in time"]);
    time.advance();
    assert.equal(client.closes, 1);
  });

  it("with the reason where the client cannot even be made", () => {
    const time = new VirtualTime();
    const { io } = new FakePlatform(
      time,
      class {
        constructor() {
          throw new Error("out of sockets");
        }
      } as never,
    );
    const { heard } = new Connection({ io });
    assert.deepEqual(heard, [], "not inside the constructor");
    time.advance();
    assert.deepEqual(heard, ["closed connect-failed: the cloud could not be reached (out of sockets)"]);
    time.advance(1_000_000);
    assert.equal(time.pending, 0);
    assert.equal(heard.length, 1);
  });
});

describe("an MQTT connection that is given up while the name is being resolved", () => {
  it("closes its client only afterwards, and from a timer", () => {
    const { mqtt, client, heard, time } = new Connection();
    mqtt.close();
    time.advance(1_000_000);
    assert.equal(client.closes, 0, "the client would break");
    client.resolved("127.0.0.1");
    assert.equal(client.closes, 0, "not inside the resolver's callback");
    time.advance();
    assert.equal(client.closes, 1);
    assert.deepEqual(heard, []);
  });

  it("closes its client too where the name is not resolved after all", () => {
    const { mqtt, client, heard, time } = new Connection();
    mqtt.close();
    client.resolved(undefined);
    time.advance();
    assert.equal(client.closes, 1);
    assert.deepEqual(heard, []);
  });

  it("by its own timeout says so at once", () => {
    const { client, heard, time } = new Connection();
    time.advance(30_000);
    assert.equal(heard.length, 1);
    client.resolved("127.0.0.1");
    time.advance();
    assert.equal(client.closes, 1);
    assert.equal(time.pending, 0);
  });
});
