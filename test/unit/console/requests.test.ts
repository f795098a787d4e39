import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync } from "node:crypto";
import { describe, it } from "node:test";
import { joinParts, readAnswer } from "../../../firmware/console/answer.js";
import { commandTable } from "../../../firmware/console/command-table.js";
import { codeOf, consoleBench, framesIn } from "../../support/console-bench.js";

function whole(answers: readonly string[]): Record<string, unknown> {
  return { ...joinParts(answers.map((each) => readAnswer(each)?.content ?? {})) };
}

describe("a request in a frame", () => {
  it("is answered under its id", () => {
    const { request } = consoleBench();
    const [answer = ""] = request("hello n1");
    assert.deepEqual(readAnswer(answer)?.content, {
      proto: 1,
      nonce: "n1",
      line: 120,
      chunk: 64,
      fw: "0.1.0",
      id: "dev-1",
      board: "esp32",
      features: ["improv", "wifi", "csr"],
    });
  });

  it("that is damaged gets a nak and runs nothing", () => {
    const { line, host } = consoleBench();
    line.send("@5 6 rebott~1234\n");
    assert.deepEqual(framesIn(line.take(), 0), ['nak {"code":"crc"}']);
    assert.deepEqual(host.calls, []);
  });

  it("longer than 120 bytes is dropped as a whole, and the next one is served", () => {
    const { line, request } = consoleBench();
    line.send(`@5 200 ${"x".repeat(200)}~1234\n`);
    assert.deepEqual(framesIn(line.take(), 0), ['nak {"code":"crc"}']);
    assert.match(request("info")[0] ?? "", /^ok/);
  });

  it("that comes again is answered again and carried out once", () => {
    const { host, request, time } = consoleBench();
    const first = request("reboot", 7);
    assert.deepEqual(request("reboot", 7), first);
    time.advance(1000);
    assert.deepEqual(host.calls, ["restart"]);
  });

  it("with the same id and another payload is another request", () => {
    const { request } = consoleBench();
    request("set domain a.example", 7);
    request("set domain b.example", 7);
    assert.equal(whole(request("get domain")).staged, "b.example");
  });

  it("after hello is carried out even where the one before looked the same", () => {
    const { host, request } = consoleBench();
    request("abort", 7);
    request("hello x", 8);
    request("abort", 7);
    request("abort", 7);
    assert.deepEqual(host.calls, ["stopMakingKey", "stopMakingKey"]);
  });

  it("in several parts is answered anew", () => {
    const { request } = consoleBench();
    const first = request("wifi scan", 7);
    assert.equal(first.length, 4);
    assert.deepEqual(request("wifi scan", 7), first);
  });

  it("is told to wait while it is worked on, and others that the console is busy", () => {
    const { host, request, answers } = consoleBench();
    host.pendingJoins = [];
    request("set wifi.ssid office");
    assert.deepEqual(request("wifi join", 50), ['wait {"seconds":60}']);
    assert.deepEqual(request("wifi join", 50), ['wait {"seconds":60}']);
    assert.equal(codeOf(request("info", 51)[0]), "busy");
    assert.match(request("hello again", 52)[0] ?? "", /^ok/);
    host.pendingJoins[0]?.();
    assert.deepEqual(answers(50), ['ok {"ssid":"office","address":"192.168.4.7"}']);
    assert.match(request("info", 51)[0] ?? "", /^ok/);
    assert.deepEqual(host.calls, ["join office"]);
  });

  it("after noise or an unfinished line on the same line is found", () => {
    const { line, host } = consoleBench();
    line.send("sta");
    line.send("\n\x80\x01x");
    line.send(Buffer.from("@7 6 reboot~0000\n"));
    assert.deepEqual(host.calls, []);
    const { request, line: second } = consoleBench();
    second.send("what somebody left ");
    assert.match(request("info")[0] ?? "", /^ok/);
  });

  it("with an id that is the device's own is refused", () => {
    const { request } = consoleBench();
    assert.equal(codeOf(request("info", 0)[0]), "args");
  });

  it("is refused with a code for each way to be wrong", () => {
    const { request, host } = consoleBench();
    const refused: readonly (readonly [string, string])[] = [
      ["", "unknown"],
      ["constructor", "unknown"],
      ["nosuch", "unknown"],
      ["reboot now", "args"],
      ["hello two words", "args"],
      [`hello ${"x".repeat(17)}`, "args"],
      ["log loud", "args"],
      ["wifi", "args"],
      ["wifi off", "args"],
      ["wifi join", "state"],
      ["get", "args"],
      ["get nosuch", "unknown"],
      ["set nosuch x", "unknown"],
      ["set port 0", "range"],
      ["set wifi.psk short", "range"],
      [`set wifi.ssid ${"x".repeat(33)}`, "range"],
      ["unset", "args"],
      ["commit", "state"],
      ["put what 1 x", "unknown"],
      ["put ca 1 x", "args"],
      [`put ca 0 ${"0".repeat(64)}`, "args"],
      [`put ca 8193 ${"0".repeat(64)}`, "range"],
      ["data 0 AAAA", "state"],
      ["data x AAAA", "args"],
      ["data 0 A", "args"],
      ["done", "state"],
      ["del", "args"],
      ["del what", "unknown"],
      ["csr x", "args"],
      ["csr 0", "state"],
      ["activate code", "state"],
      ["factory-reset 1 2", "args"],
    ];
    for (const [payload, code] of refused) assert.equal(codeOf(request(payload)[0]), code, payload);
    host.wifi = undefined;
    assert.equal(codeOf(request("wifi scan")[0]), "state");
    assert.equal(codeOf(request("set wifi.ssid x")[0]), "unknown");
  });

  it("ends in an answer where flash fails, and in no exception", () => {
    const { request, host } = consoleBench();
    host.flash.readError = new Error("worn out");
    assert.equal(codeOf(request("creds")[0]), "store");
    host.erase = () => {
      throw new Error("worn out");
    };
    const [answer = ""] = request("factory-reset");
    assert.equal(codeOf(request(`factory-reset ${readAnswer(answer)?.content.confirm}`)[0]), "store");
  });
});

describe("the verbs", () => {
  it("are all in the list that help shows, each with its use and what it does", () => {
    const { request } = consoleBench();
    const verbs = whole(request("help")).verbs as { usage: string; does: string }[];
    assert.deepEqual(
      verbs.map(({ usage }) => usage.split(" ")[0]),
      Object.keys(commandTable),
    );
    for (const { does } of verbs) assert.ok(does.length > 5);
  });

  it("answer a list also where nothing is in it", () => {
    const { request, host } = consoleBench();
    if (host.wifi !== undefined) host.wifi = { ...host.wifi, scan: (onDone) => onDone([]) };
    assert.deepEqual(whole(request("creds")), { credentials: [] });
    assert.deepEqual(whole(request("status")).credentials, []);
    assert.deepEqual(whole(request("wifi scan")), { seconds: 15, networks: [] });
    host.status_ = { credentials: [{ slot: "token" }, { slot: "ca", fingerprint: "ab12" }] };
    assert.deepEqual(whole(request("status")).credentials, host.status_.credentials);
  });

  it("tell status in lines of 512 bytes, whatever the network and the cloud said", () => {
    const { request, host } = consoleBench();
    const reason = `tls-failed: TLS failed (${"größer ".repeat(60)})`;
    host.status_ = {
      cloud: { stage: "tls", reason, host: `${"x".repeat(63)}.${"y".repeat(200)}`, retryIn: 300_000 },
      offline: { from: Date.UTC(2026, 0, 1), stage: "tls", reason, tries: 100_000 },
      network: { kind: "wifi", stage: "link", reason, ssid: '"'.repeat(32) },
    };
    host.trial = () => ({ state: "reverted", reason });
    for (const { key } of whole(request("list")).settings as { key: string }[]) request(`unset ${key}`);
    const { cloud, offline, network, settings } = whole(request("status")) as Record<
      string,
      { reason: string; staged: string[]; trial: { reason: string } }
    >;
    for (const text of [cloud?.reason, offline?.reason, network?.reason, settings?.trial.reason])
      assert.match(text ?? "", /^tls-failed: TLS failed \(größer .*…$/);
    assert.equal(settings?.staged.at(-1), "…");
    assert.match(request("revert")[0] ?? "", /^ok .*"…"/);
  });

  it("stage settings, show them, and forget them", () => {
    const { request } = consoleBench();
    request("set domain new.example");
    request("set port 8883");
    request("unset deviceId");
    assert.deepEqual(whole(request("get port")), { key: "port", value: 443, staged: 8883 });
    const settings = whole(request("list")).settings as { key: string; staged?: unknown }[];
    assert.deepEqual(
      settings.filter(({ staged }) => staged !== undefined).map(({ key }) => key),
      ["domain", "port", "deviceId"],
    );
    assert.deepEqual(whole(request("revert")).dropped, ["domain", "port", "deviceId"]);
    assert.deepEqual(whole(request("get port")), { key: "port", value: 443 });
  });

  it("never show a passphrase, nor how long it is", () => {
    const { request, line } = consoleBench();
    request("set wifi.ssid office");
    request("set wifi.psk  hunter2 with spaces ");
    assert.deepEqual(whole(request("get wifi.psk")), { key: "wifi.psk", value: "", staged: "(set)" });
    assert.ok(!line.output.includes("hunter2"));
  });

  it("try Wi-Fi before anything is applied, and apply nothing where it cannot be joined", () => {
    const { request, host, answers, time } = consoleBench();
    request("set wifi.ssid office");
    request("set domain new.example");
    host.joinReason = "office: is in range and refuses; is the passphrase right?";
    assert.equal(codeOf(request("commit")[1]), "auth");
    assert.deepEqual(host.calls, ["join office"]);
    host.joinReason = undefined;
    const [, answer = ""] = request("commit");
    assert.deepEqual(readAnswer(answer)?.content, {
      changed: ["wifi.ssid", "domain"],
      restart: true,
      trial: 180,
    });
    time.advance(1000);
    assert.deepEqual(host.calls.slice(1), ["join office", "commit", "restart"]);
    assert.deepEqual(answers(), []);
  });

  it("reset to the factory's state only with the number, in 30 s, at the first guess", () => {
    const { request, host, time } = consoleBench();
    const confirm = (): string => String(whole(request("factory-reset")).confirm);
    assert.match(confirm(), /^\d{4}$/);
    assert.equal(codeOf(request("factory-reset 0000")[0]), "denied");
    const number = confirm();
    assert.equal(codeOf(request("factory-reset 1")[0]), "denied");
    assert.equal(codeOf(request(`factory-reset ${number}`)[0]), "denied");
    const late = confirm();
    time.advance(30_001);
    assert.equal(codeOf(request(`factory-reset ${late}`)[0]), "denied");
    assert.deepEqual(host.calls, []);
    request(`factory-reset ${confirm()}`);
    time.advance(1000);
    assert.deepEqual(host.calls, ["erase", "restart"]);
  });

  it("quiet the log for as long as somebody is there, and a minute more", () => {
    const { request, console, line, time } = consoleBench();
    request("log off");
    console.entry("error", "wifi", "unseen");
    time.advance(50_000);
    request("info");
    time.advance(59_000);
    console.entry("error", "wifi", "unseen");
    assert.equal(line.take().includes("unseen"), false);
    time.advance(2000);
    console.entry("debug", "wifi", "unseen");
    console.entry("info", "wifi", "seen");
    assert.equal(line.take(), "info wifi: seen\r\n");
  });
});

describe("an upload", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = privateKey.export({ type: "pkcs8", format: "der" });
  const sha256 = createHash("sha256").update(key).digest("hex");
  const chunk = (offset: number): string =>
    `data ${offset} ${key.subarray(offset, offset + 64).toString("base64")}`;

  it("takes chunks in order, some of them twice, and stages what they make", () => {
    const { request } = consoleBench();
    assert.deepEqual(whole(request(`put key ${key.length} ${sha256}`)), { next: 0, chunk: 64 });
    for (let offset = 0; offset < key.length; offset += 64) {
      const next = Math.min(offset + 64, key.length);
      assert.deepEqual(whole(request(chunk(offset))), { next });
      assert.deepEqual(whole(request(chunk(offset))), { next });
    }
    const facts = whole(request("done"));
    assert.deepEqual([facts.slot, facts.size], ["key", key.length]);
    assert.match(String(facts.fingerprint), /^[0-9a-f]{64}$/);
    assert.deepEqual(whole(request("creds")).credentials, [{ ...facts, staged: true }]);
  });

  it("goes on where it was after the same announcement, and anew after another", () => {
    const { request } = consoleBench();
    request(`put key ${key.length} ${sha256}`);
    request(chunk(0));
    assert.equal(whole(request(`put key ${key.length} ${sha256}`)).next, 64);
    assert.equal(whole(request(`put cert ${key.length} ${sha256}`)).next, 0);
  });

  it("with a gap, too many bytes or a chunk too long is refused, and goes on", () => {
    const { request } = consoleBench();
    request(`put key ${key.length} ${sha256}`);
    assert.equal(codeOf(request(chunk(64))[0]), "range");
    assert.equal(codeOf(request(`data 0 ${Buffer.alloc(66).toString("base64")}`)[0]), "range");
    request(`put ca 10 ${sha256}`);
    assert.equal(codeOf(request(chunk(0))[0]), "range");
    assert.equal(codeOf(request("done")[0]), "state");
  });

  it("that is not what was announced is refused and forgotten", () => {
    const { request } = consoleBench();
    request(`put key 4 ${"0".repeat(64)}`);
    request("data 0 AAAAAA==");
    const [answer = ""] = request("done");
    assert.equal(codeOf(answer), "verify");
    assert.match(answer, /SHA-256/);
    assert.equal(codeOf(request("done")[0]), "state");
  });

  it("that cannot be used is refused with the way out", () => {
    const { request } = consoleBench();
    for (const [slot, text] of [
      ["key", "-----BEGIN PRIVATE KEY-----"],
      ["cert", "no certificate"],
      ["ca", "no certificate"],
    ]) {
      const bytes = Buffer.from(String(text));
      request(`put ${slot} ${bytes.length} ${createHash("sha256").update(bytes).digest("hex")}`);
      request(`data 0 ${bytes.toString("base64")}`);
      const [answer = ""] = request("done");
      assert.equal(codeOf(answer), "verify", slot);
      assert.match(answer, /DER/);
    }
  });

  it("is not committed without its other half", () => {
    const { request } = consoleBench();
    request(`put key ${key.length} ${sha256}`);
    for (let offset = 0; offset < key.length; offset += 64) request(chunk(offset));
    request("done");
    const [answer = ""] = request("commit");
    assert.equal(codeOf(answer), "verify");
    assert.match(answer, /certificate is missing/);
  });

  it("gives its memory back after two minutes without a chunk", () => {
    const { request, time } = consoleBench();
    request(`put key ${key.length} ${sha256}`);
    request(chunk(0));
    time.advance(120_001);
    assert.equal(codeOf(request(chunk(64))[0]), "state");
  });
});
