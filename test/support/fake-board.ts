import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { FakeReply } from "./fake-console.js";

/** A board's console as far as provisioning goes; what it does otherwise is the console's own tests'. */
export class FakeBoard {
  staged: Record<string, string> = {};
  credentials: Record<string, Buffer> = {};
  settings: Record<string, string> = {
    domain: "m2.connect.westpharma.com",
    port: "443",
    authentication: "token",
  };
  committed = false;
  stages = ["link", "link", "tls", "online"];
  trial = { state: "none", reason: "" };
  joins = true;
  #upload = { slot: "", size: 0, sha256: "", bytes: Buffer.alloc(0) };

  answer(payload: string): FakeReply {
    const [verb = "", first = "", second = "", third = ""] = payload.split(" ");
    const ok = (content: object = {}): FakeReply => [["ok", { ...content }]];
    const err = (code: string, msg: string): FakeReply => [["err", { code, msg }]];
    switch (verb) {
      case "hello":
        return ok({ proto: 1, nonce: first, id: "pump-7", board: "esp32", features: ["wifi"] });
      case "list":
        return ok({
          settings: Object.entries(this.settings).map(([key, value]) => ({ key, value })),
        });
      case "set":
        if (first === "port" && second === "0") return err("range", "port: must be 1 to 65535");
        this.staged[first] = payload.slice(`set ${first} `.length);
        return ok({ key: first, staged: true });
      case "wifi":
        return this.joins
          ? [
              ["wait", { seconds: 1 }],
              ["ok", { ssid: this.staged["wifi.ssid"] }],
            ]
          : err("auth", "workshop: is in range and refuses; is the passphrase right?");
      case "put":
        this.#upload = { slot: first, size: Number(second), sha256: third, bytes: Buffer.alloc(0) };
        return ok({ next: 0, chunk: 64 });
      case "data":
        assert.equal(Number(first), this.#upload.bytes.byteLength);
        this.#upload.bytes = Buffer.concat([this.#upload.bytes, Buffer.from(second, "base64")]);
        return ok({ next: this.#upload.bytes.byteLength });
      case "done":
        if (createHash("sha256").update(this.#upload.bytes).digest("hex") !== this.#upload.sha256)
          return err("verify", "ca: is not what was announced");
        this.credentials[this.#upload.slot] = this.#upload.bytes;
        return ok({ slot: this.#upload.slot });
      case "commit":
        this.committed = true;
        return ok({ restart: true, trial: 0 });
      case "status": {
        const stage = this.committed && this.stages.length > 1 ? this.stages.shift() : this.stages[0];
        return ok({
          cloud: { stage, ...(stage === "online" ? {} : { reason: `${stage} failed` }) },
          credentials: [{ slot: "cert", fingerprint: "ab12" }],
          settings: { trial: this.trial },
          device: "pump-7",
          board: "esp32",
          state: stage === "online" ? "online" : "waiting",
          uptime: this.committed ? 2000 : 61_000,
          time: { now: Date.UTC(2026, 0, 1), known: true },
          network: { kind: "wifi", stage: "up", ssid: "workshop", rssi: -61, address: "192.168.4.7" },
          outbox: { readings: 3, kept: "flash" },
          restart: { reason: "power-on", count: 1 },
        });
      }
      default:
        return err("unknown", verb);
    }
  }
}
