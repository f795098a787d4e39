import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeFrame } from "../../../firmware/console/frame.js";
import { encodeImprov } from "../../../firmware/console/improv.js";
import { consoleBench } from "../../support/console-bench.js";
import { secret } from "../../support/secret-watch.js";

const passphrase = "tr0ub4dor and 3";
secret("passphrase that is typed", passphrase);

describe("a line that somebody types", () => {
  it("is echoed, and runs at Return", () => {
    const { type } = consoleBench();
    assert.equal(type("log"), "log");
    assert.equal(type("\r"), "\r\nlevel                      info\r\n> ");
  });

  it("ends with CR, LF or both, and is one line", () => {
    const { type } = consoleBench();
    for (const end of ["\r", "\n", "\r\n"])
      assert.equal(type(`log${end}`).split("> ").length, 2, JSON.stringify(end));
  });

  it("is corrected by Backspace, Delete and Ctrl-U, a character of several bytes at a time", () => {
    const { type } = consoleBench();
    const back = "\b \b";
    assert.equal(type("lö\x7f\b"), Buffer.from(`lö${back}${back}`).toString("latin1"));
    assert.equal(type("\x7f"), "");
    assert.equal(type("wrong\x15"), `wrong${back.repeat(5)}`);
    assert.match(type("log\r"), /level +info/);
  });

  it("is given up with Ctrl-C", () => {
    const { type, host } = consoleBench();
    assert.equal(type("reboot\x03"), "reboot^C\r\n> ");
    assert.equal(type("\r"), "\r\n> ");
    assert.deepEqual(host.calls, []);
  });

  it("loses nothing to arrow keys and function keys", () => {
    const { type } = consoleBench();
    assert.equal(type("l\x1b[Ao\x1b[15~g\x1bOP"), "logP");
  });

  it("that is too long runs not even in part", () => {
    const { type, host } = consoleBench();
    const bell = String.fromCharCode(7);
    const shown = type(`reboot${" ".repeat(120)}\r`);
    assert.ok(shown.includes(bell));
    assert.match(shown, /\r\nerror range/);
    assert.deepEqual(host.calls, []);
  });

  it("that is not UTF-8 does not run", () => {
    const { line } = consoleBench();
    line.send(Uint8Array.of(0x6c, 0xff, 0x0d));
    assert.match(line.take(), /error range/);
  });

  it("is no frame where something of it was swallowed or corrected", () => {
    const { line, host } = consoleBench();
    const frame = Buffer.from(encodeFrame({ id: 7, payload: "csr" }, 120)).toString();
    for (const noise of ["\x0e", "x\x7f", "\x1bA"]) line.send(`left ${frame.replace("csr", `c${noise}sr`)}`);
    assert.deepEqual(host.calls, []);
    assert.ok(line.take().includes("nak"));
  });

  it("that began in the wake of a frame is debris, however late its end comes", () => {
    const { type, request, time, host } = consoleBench();
    request("info");
    assert.equal(type("reb"), "");
    time.advance(2000);
    assert.equal(type("oot\r"), "\r\n> ");
    assert.deepEqual(host.calls, []);
    assert.match(type("log\r"), /level/);
  });

  it("begins as Improv does, and is shown once it is something else", () => {
    const { type } = consoleBench();
    assert.equal(type("IMPRO"), "");
    assert.equal(type("V"), "");
    assert.equal(type("E"), "IMPROVE");
  });
});

describe("a secret that somebody types", () => {
  it("shows as stars from the moment its key is complete", () => {
    const { type } = consoleBench();
    assert.equal(type("set wifi.psk "), "set wifi.psk ");
    assert.equal(type(passphrase), "*".repeat(passphrase.length));
    assert.match(type("\r"), /wifi\.psk +staged/);
  });

  it("shows as stars behind a key that is mistyped too, and a public value does not", () => {
    const { type } = consoleBench();
    assert.equal(
      type(`set wifi.pks ${passphrase}\x15`).split("\b")[0],
      `set wifi.pks ${"*".repeat(passphrase.length)}`,
    );
    assert.equal(type("set domain a.example"), "set domain a.example");
  });

  it("is asked for where it is left out, and may be anything", () => {
    const { type, request } = consoleBench();
    assert.equal(type("set wifi.psk\r"), "set wifi.psk\r\nwifi.psk: ");
    assert.equal(type("help @1 set ~beef"), "*".repeat(17));
    assert.match(type("\r"), /wifi\.psk +staged/);
    assert.match(request("get wifi.psk")[0] ?? "", /\(set\)/);
  });

  it("is no longer asked for after Ctrl-C, or a minute", () => {
    const { type, time } = consoleBench();
    type("set wifi.psk\r");
    assert.equal(type("abc\x03"), "***^C\r\n> ");
    type("set wifi.psk\r");
    time.advance(60_001);
    assert.match(type("log\r"), /level/);
  });

  it("does not show in a frame whose mark was lost, nor in what is left of a torn one", () => {
    const { line } = consoleBench();
    const frame = Buffer.from(encodeFrame({ id: 7, payload: `set wifi.psk ${passphrase}` }, 120));
    for (let cut = 0; cut < frame.length; cut++) {
      line.send(Buffer.concat([Buffer.from("\n@9 9 torn\n"), frame.subarray(cut)]));
      assert.ok(!line.take().includes(passphrase.slice(0, 8)), `cut at ${cut}`);
    }
    const { line: fresh } = consoleBench();
    fresh.send(frame.subarray(1));
    assert.ok(!fresh.take().includes(passphrase.slice(0, 8)));
  });
});

describe("a log line", () => {
  it("leaves what is being typed readable, and its secret hidden", () => {
    const { type, console, line } = consoleBench();
    type(`set wifi.psk ${passphrase.slice(0, 4)}`);
    console.entry("info", "wifi", "connected");
    assert.equal(line.take(), "\r\ninfo wifi: connected\r\n> set wifi.psk ****");
  });

  it("is left out where the line is slow, and that is told", () => {
    const { line, console } = consoleBench();
    line.room = 0;
    for (let i = 0; i < 50; i++) console.entry("info", "test", "x".repeat(60));
    line.drain();
    assert.ok(line.take().length < 1200);
    console.entry("info", "test", "again");
    assert.match(
      line.take(),
      /warning console: \d+ lines were left out, the line is slow\r\ninfo test: again/,
    );
  });

  it("stands never inside a frame or a packet, however little the line takes at a time", () => {
    const { line, console, request } = consoleBench();
    line.room = 3;
    line.drain = () => {};
    request("help", 77);
    console.entry("info", "test", "in between");
    line.send(encodeImprov({ type: 3, data: Uint8Array.of(3, 0) }));
    delete (line as { drain?: unknown }).drain;
    line.drain(3);
    const lines = line.take().split("\n");
    for (const each of lines)
      assert.match(each, /^(@.*~[0-9a-f]{4}|IMPROV.*|info test: in between\r|\r|)$/s, each);
  });
});

describe("an Improv packet", () => {
  it("whose bytes stop coming is told as invalid after 100 ms, and what is typed then counts", () => {
    const { line, time, type } = consoleBench();
    line.send(encodeImprov({ type: 3, data: Uint8Array.of(2, 0) }).subarray(0, 10));
    time.advance(101);
    assert.equal(Buffer.from(line.take(), "latin1").toString("hex"), `0a${"494d50524f5601020101e2"}0a`);
    time.advance(1001);
    assert.match(type("log\r"), /level/);
  });
});
