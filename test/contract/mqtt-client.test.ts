import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { engines, type Run, run } from "./bench.js";
import { MqttPeer } from "./mqtt-peer.js";

/** Long enough for anything that must not happen, milliseconds. */
const silence = 150;
const specifier = "embedded:network/mqtt/client";
const sdkClient = join(process.env.MODDABLE ?? "", "examples/io/tcp/mqttclient/mqttclient.js");
const clients: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "the simulator's client": {},
  ...(process.env.MODDABLE !== undefined && existsSync(sdkClient)
    ? { "the SDK's client": { [specifier]: sdkClient } }
    : {}),
};

/** CONNECT of a client with an empty identifier, from the flags on. */
function connectBytes(flags: number, ...fields: readonly number[]): number[] {
  return [0x10, 10 + fields.length, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, flags, 0, 0, ...fields];
}

for (const [name, overrides] of Object.entries(clients)) {
  for (const engine of engines) {
    describe(`${name} on ${engine}`, () => {
      const start = async (t: TestContext, part: string): Promise<{ peer: MqttPeer; program: Run }> => {
        const peer = await MqttPeer.listen(t);
        const program = await run(t, "mqtt", { engine, part, overrides, config: { port: peer.port } });
        return { peer, program };
      };
      /** As `start`, with the client let in. */
      const enter = async (t: TestContext, part: string) => {
        const both = await start(t, part);
        await both.peer.accept();
        return both;
      };

      describe("connecting", () => {
        it("sends what it was given, the keep-alive in whole seconds", async (t) => {
          const { peer } = await start(t, "fields");
          const { clientId, username, password, clean, keepalive, will } = await peer.packet("connect");
          assert.deepEqual(
            [clientId, username, String(password), clean, keepalive],
            ["device", "name", "secret", false, 60],
          );
          assert.deepEqual(
            [will?.topic, String(will?.payload), will?.qos, will?.retain],
            ["gone", "bye", 1, true],
          );
        });

        it("sends an empty identifier and asks for a clean session", async (t) => {
          const { peer } = await start(t, "emptyId");
          assert.deepEqual(await peer.bytes(14), connectBytes(0x02, 0, 0));
        });

        it("sends a password without a user name, against the standard, where the user name is empty", async (t) => {
          const { peer } = await start(t, "passwordOnly");
          const field = [0, 6, ...Buffer.from("secret")];
          assert.deepEqual(await peer.bytes(22), connectBytes(0x42, 0, 0, ...field));
        });

        it("turns a password that is a view into decimal numbers", async (t) => {
          const { peer } = await start(t, "passwordAsView");
          const fields = [0, 1, 0x75, 0, 5, ...Buffer.from("1,2,3")];
          assert.deepEqual(await peer.bytes(24), connectBytes(0xc2, 0, 0, ...fields));
        });

        it("sends a will topic without a flag where the message is missing", async (t) => {
          const { peer } = await start(t, "willWithoutMessage");
          assert.deepEqual(await peer.bytes(17), connectBytes(0x02, 0, 0, 0, 1, 0x74));
        });

        it("is ready with the CONNACK, and writable after it; earlier writes throw", async (t) => {
          const { peer, program } = await start(t, "ready");
          await peer.packet("connect");
          assert.equal(await program.report(), "Error");
          peer.send({ cmd: "connack", returnCode: 0, sessionPresent: true });
          assert.deepEqual(await program.report(), ["control", 2]);
          assert.deepEqual(await program.report(), ["writable", 8184]);
        });

        it("tells a refusal as an error without the code", async (t) => {
          const { peer, program } = await start(t, "open");
          await peer.packet("connect");
          peer.send({ cmd: "connack", returnCode: 5, sessionPresent: false });
          assert.deepEqual(await program.report(), ["error", 0]);
          await peer.over();
          assert.deepEqual(program.left(), []);
        });

        it("waits for the CONNACK without a time limit of its own", async (t) => {
          const { peer, program } = await start(t, "open");
          await peer.packet("connect");
          await wait(silence);
          assert.deepEqual(program.left(), []);
        });

        it("wants a host, and no format but buffers", async (t) => {
          const { program } = await start(t, "withoutHost");
          assert.deepEqual([await program.report(), await program.report()], ["Error", "RangeError"]);
        });

        it("tells an unknown host as an error", async (t) => {
          const { program } = await start(t, "nowhere");
          assert.deepEqual(await program.report(), ["error", 0]);
        });

        it("tells a socket that cannot be made as an error", async (t) => {
          const { program } = await start(t, "impossibleSocket");
          assert.deepEqual(await program.report(), ["error", 0]);
        });
      });

      describe("sending", () => {
        it("publishes with the flags and identifier given, from views and empty buffers too", async (t) => {
          const { peer, program } = await enter(t, "publish");
          const { topic, payload, qos, messageId, retain, dup } = await peer.packet("publish");
          assert.deepEqual(
            [topic, String(payload), qos, messageId, retain, dup],
            ["t", "value", 1, 700, true, true],
          );
          assert.equal(await program.report(), 8192 - 8 - 12);
          assert.equal(String((await peer.packet("publish")).payload), "AB");
          assert.equal((await peer.packet("publish")).payload.length, 0);
          peer.send({ cmd: "puback", messageId: 700 });
          assert.deepEqual(await program.report(), ["control", 4, 700, null]);
        });

        it("makes up identifiers from 2 on, uses them up with every packet, and reaches 0", async (t) => {
          const { peer } = await enter(t, "ownIds");
          const ids = [];
          for (let i = 0; i < 3; i++) ids.push((await peer.packet("publish")).messageId);
          assert.deepEqual(ids, [2, undefined, 4]);
          const all = await peer.bytes(8);
          assert.deepEqual(all.slice(-8), [0x32, 6, 0, 1, 0x74, 0, 0, 0x64]);
        });

        it("publishes in fragments, and lets nothing come between", async (t) => {
          const { peer, program } = await enter(t, "fragments");
          assert.deepEqual([await program.report(), await program.report()], ["Error", "Error"]);
          assert.equal(String((await peer.packet("publish")).payload), "hello");
          assert.equal(String((await peer.packet("publish")).payload), "next");
        });

        it("throws before it sends anything where room or length do not suffice", async (t) => {
          const { peer, program } = await enter(t, "overflow");
          assert.deepEqual([await program.report(), await program.report()], ["Error", "Error"]);
          assert.equal(String((await peer.packet("publish")).payload), "fits");
        });

        it("throws early on null, and on text only after the head was sent", async (t) => {
          const { peer, program } = await enter(t, "noBuffer");
          assert.deepEqual([await program.report(), await program.report()], ["TypeError", "TypeError"]);
          assert.equal(String((await peer.packet("publish")).payload), "still there");
          const sent = await peer.bytes(1);
          assert.deepEqual(sent.slice(-3), [0, 1, 0x74]);
        });

        it("subscribes and unsubscribes; no other packet can be sent", async (t) => {
          const { peer, program } = await enter(t, "subscribe");
          const { messageId, subscriptions } = await peer.packet("subscribe");
          assert.equal(messageId, 9);
          assert.deepEqual(
            subscriptions.map(({ topic, qos }) => [topic, qos]),
            [
              ["a/#", 1],
              ["b", 0],
            ],
          );
          assert.deepEqual((await peer.packet("unsubscribe")).unsubscriptions, ["a/#", "b"]);
          assert.equal(await program.report(), "Error");
          peer.send({ cmd: "suback", messageId: 9, granted: [1, 128] });
          assert.deepEqual(await program.report(), ["control", 9, 9, [1, 128]]);
          peer.send({ cmd: "unsuback", messageId: 10, granted: [] });
          assert.deepEqual(await program.report(), ["control", 11, 10, null]);
        });

        it("says goodbye when told to", async (t) => {
          const { peer, program } = await enter(t, "leave");
          await peer.packet("disconnect");
          peer.end();
          assert.deepEqual(await program.report(), ["error", 0]);
        });

        it("closes without a goodbye, twice if need be", async (t) => {
          const { peer } = await enter(t, "closeWithoutGoodbye");
          await peer.over();
          assert.deepEqual(peer.left(), []);
        });

        it("throws on a write after close", async (t) => {
          const { program } = await enter(t, "writeAfterClose");
          assert.equal(await program.report(), "TypeError");
        });
      });

      describe("receiving", () => {
        it("offers a message with topic, length and QoS", async (t) => {
          const { peer, program } = await enter(t, "read");
          peer.publish("a/b", "value");
          peer.publish("c", "x");
          assert.deepEqual(await program.report(), [
            5,
            { topic: "a/b", byteLength: 5, QoS: 0, more: false },
            "value",
          ]);
          assert.deepEqual(await program.report(), [
            1,
            { topic: "c", byteLength: 1, QoS: 0, more: false },
            "x",
          ]);
        });

        it("offers a long message in fragments, of which only the first says what it is", async (t) => {
          const { peer, program } = await enter(t, "read");
          peer.publish("t", "x".repeat(20_000));
          let length = 0;
          for (let isFirst = true; length < 20_000; isFirst = false) {
            const [count, options] = (await program.report()) as [number, object];
            length += count;
            const more = length < 20_000;
            assert.deepEqual(options, isFirst ? { topic: "t", byteLength: 20_000, QoS: 0, more } : { more });
            assert.ok(count <= 8192);
          }
          peer.publish("t", "next");
          assert.equal(((await program.report()) as unknown[])[2], "next");
        });

        it("lets a fragment be read in pieces, never more than it has", async (t) => {
          const { peer, program } = await enter(t, "readInPieces");
          peer.publish("t", "abcde");
          assert.deepEqual(await program.report(), [5, false, 2, [0x61, 0x62], "cde", true]);
        });

        it("looks at nothing else until a message was read", async (t) => {
          const { peer, program } = await enter(t, "readLater");
          peer.publish("first", "1");
          peer.publish("second", "2");
          peer.send({ cmd: "puback", messageId: 1 });
          assert.deepEqual(await program.report(), ["readable", "first"]);
          assert.deepEqual(program.left(), []);
          assert.deepEqual(await program.report(), ["readable", "second"]);
          assert.deepEqual(await program.report(), ["control", 4, 1, null]);
        });

        it("acknowledges QoS 1 by itself, before the application has read", async (t) => {
          const { peer, program } = await enter(t, "readNever");
          peer.publish("t", "value", 77);
          assert.equal((await peer.packet("puback")).messageId, 77);
          assert.equal(await program.report(), 5);
        });

        it("goes through the four steps of QoS 2", async (t) => {
          const { peer, program } = await enter(t, "read");
          peer.publish("t", "value", 78, 2);
          assert.equal((await peer.packet("pubrec")).messageId, 78);
          peer.send({ cmd: "pubrel", messageId: 78 });
          assert.equal((await peer.packet("pubcomp")).messageId, 78);
          assert.equal(((await program.report()) as unknown[])[2], "value");
          assert.deepEqual(await program.report(), ["control", 6, 78, null]);
          peer.send({ cmd: "pubrec", messageId: 5 });
          assert.equal((await peer.packet("pubrel")).messageId, 5);
        });

        it("is deaf for ever after a message without payload", async (t) => {
          const { peer, program } = await enter(t, "read");
          peer.publish("t", "");
          peer.publish("t", "unheard");
          await wait(silence);
          assert.deepEqual(program.left(), []);
        });

        it("has lost its place when the application threw: every later packet throws", async (t) => {
          const { peer, program } = await enter(t, "throwing");
          peer.publish("t", "1");
          assert.deepEqual(await program.report(), ["thrown", "RangeError"]);
          peer.send({ cmd: "pingresp" });
          assert.deepEqual(await program.report(), ["thrown", "TypeError"]);
        });

        it("does not even look at later packets where the application threw before it had read", async (t) => {
          const { peer, program } = await enter(t, "throwingUnread");
          peer.publish("t", "1");
          assert.deepEqual(await program.report(), ["thrown", "RangeError"]);
          peer.send({ cmd: "pingresp" });
          await wait(silence);
          assert.deepEqual(program.left(), []);
        });

        it("ends with an error where the server speaks no MQTT", async (t) => {
          const { peer, program } = await enter(t, "read");
          peer.sendBytes(0x00, 0x00);
          assert.deepEqual(await program.report(), ["error", 0]);
          await peer.over();
        });

        it("tells the end of the connection as an error without a reason", async (t) => {
          const { peer, program } = await enter(t, "read");
          peer.end();
          assert.deepEqual(await program.report(), ["error", 0]);
        });
      });

      describe("closing in the wrong place", () => {
        it("ends the device inside onReadable", async (t) => {
          const { peer, program } = await enter(t, "closeInReadable");
          peer.publish("t", "value");
          assert.equal((await program.exit()).kind, "crash");
        });

        it("ends the device before the name is resolved", async (t) => {
          const { program } = await start(t, "closeEarly");
          assert.equal((await program.exit()).kind, "crash");
        });

        it("is fine inside onControl", async (t) => {
          const { peer, program } = await enter(t, "closeInControl");
          assert.equal(await program.report(), "alive");
          await peer.over();
        });
      });

      describe("keeping alive", () => {
        it("pings whatever else is sent, and gives up where no answer comes", async (t) => {
          const { peer, program } = await enter(t, "keepAlive");
          await peer.packet("pingreq");
          peer.send({ cmd: "pingresp" });
          await peer.packet("pingreq");
          // Other packets are no sign of life.
          peer.publish("t", "value");
          assert.equal(((await program.report()) as unknown[])[0], "control");
          assert.equal(((await program.report()) as unknown[])[2], "value");
          assert.deepEqual(await program.report(), ["error", 0]);
          await peer.over();
        });

        it("lets the application ping", async (t) => {
          const { peer, program } = await enter(t, "ping");
          await peer.packet("pingreq");
          peer.send({ cmd: "pingresp" });
          assert.deepEqual(await program.report(), ["control", 13, null, null]);
        });
      });
    });
  }
}
