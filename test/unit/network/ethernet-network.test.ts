import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { EthernetNetwork } from "../../../firmware/network/ethernet-network.js";
import type { EthernetLink } from "../../../firmware/ports/ethernet-link.js";
import { fakeLog } from "../../support/fake-log.js";
import { VirtualTime } from "../../support/virtual-time.js";

/** The interface in a test's hand. */
class FakeEthernet implements EthernetLink {
  static opened: FakeEthernet[] = [];
  static isBroken = false;
  connection = 200;
  address: string | undefined;
  closed = false;
  hostname: string | undefined;
  #onChanged: (property: string) => void;

  constructor({ onChanged }: { onChanged(property: string): void }) {
    if (FakeEthernet.isBroken) throw new Error("no PHY");
    this.#onChanged = onChanged;
    FakeEthernet.opened.push(this);
  }

  configure({ hostname }: { hostname: string }): void {
    if (hostname.length > 32) throw new Error("set hostname failed");
    assert.equal(this.connection, 200, "before it asks for an address");
    this.hostname = hostname;
  }

  connect(): void {
    this.connection = 300;
  }

  disconnect(): void {
    this.connection = 200;
  }

  close(): void {
    this.closed = true;
  }

  change(connection: number, address?: string): void {
    this.connection = connection;
    this.address = address;
    this.#onChanged("connection");
  }
}

describe("Ethernet", () => {
  let time: VirtualTime;
  let network: EthernetNetwork;
  let heard: string[];

  beforeEach(() => {
    time = new VirtualTime();
    heard = [];
    FakeEthernet.opened = [];
    FakeEthernet.isBroken = false;
    network = new EthernetNetwork({ Ethernet: FakeEthernet, Timer: time, random: () => 0.5 });
    network.start({ onUp: () => heard.push("up"), onDown: (reason) => heard.push(reason) });
  });

  const present = (): FakeEthernet => FakeEthernet.opened.at(-1) ?? assert.fail("nothing was opened");

  it("asks for its address under the name that it was given, and without one that is too long", () => {
    const { log, lines } = fakeLog();
    network.prepare({ hostname: "boiler", log });
    time.advance(0);
    assert.equal(present().hostname, "boiler");
    network.prepare({ hostname: "x".repeat(33), log });
    network.restart();
    time.advance(2000);
    assert.deepEqual([FakeEthernet.opened.length, present().hostname], [2, undefined]);
    present().change(500, "192.168.4.7");
    time.advance(0);
    assert.deepEqual(heard, ["up"]);
    assert.match(lines.join(), /host name x+ was not taken/);
  });

  it("does nothing inside start, and is up with the first address", () => {
    assert.deepEqual(FakeEthernet.opened, []);
    time.advance(0);
    assert.deepEqual(network.status(), {
      kind: "ethernet",
      stage: "link",
      reason: "no cable, or nobody at its other end",
    });
    present().change(400);
    time.advance(0);
    assert.equal(network.status().stage, "address");
    present().change(500, "192.0.2.7");
    assert.deepEqual(heard, [], "not inside the interface's own callback");
    time.advance(0);
    assert.deepEqual(heard, ["up"]);
    assert.deepEqual(network.status(), { kind: "ethernet", stage: "up", address: "192.0.2.7" });
  });

  it("tells the loss of the cable once, and its return", () => {
    time.advance(0);
    present().change(500, "192.0.2.7");
    time.advance(0);
    present().change(300);
    present().change(300);
    time.advance(0);
    present().change(500, "192.0.2.7");
    time.advance(0);
    assert.deepEqual(heard, ["up", "no cable, or nobody at its other end", "up"]);
    assert.equal(FakeEthernet.opened.length, 1);
  });

  it("is taken down and brought up again by a restart, and deaf to the interface that was closed", () => {
    time.advance(0);
    const first = present();
    first.change(500, "192.0.2.7");
    time.advance(0);
    network.restart();
    assert.deepEqual(heard, ["up"]);
    time.advance(0);
    assert.ok(first.closed);
    assert.deepEqual(heard, ["up", "taken down to begin anew"]);
    first.change(500);
    time.advance(1000);
    assert.equal(FakeEthernet.opened.length, 2);
    assert.equal(network.status().stage, "link");
    present().change(500, "192.0.2.8");
    time.advance(0);
    assert.deepEqual(heard, ["up", "taken down to begin anew", "up"]);
  });

  it("tries again in growing gaps where the hardware does not start", () => {
    FakeEthernet.isBroken = true;
    time.advance(10_000);
    assert.deepEqual(network.status(), {
      kind: "ethernet",
      stage: "link",
      reason: "the interface does not start: Error: no PHY",
    });
    FakeEthernet.isBroken = false;
    time.advance(120_000);
    present().change(500, "192.0.2.7");
    time.advance(0);
    assert.deepEqual(heard, ["up"]);
  });
});
