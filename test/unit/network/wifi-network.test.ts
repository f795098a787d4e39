import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { KnownNetworks } from "../../../firmware/network/known-networks.js";
import { wifiCredentials } from "../../../firmware/network/wifi-credentials.js";
import { WiFiNetwork } from "../../../firmware/network/wifi-network.js";
import { Air } from "../../../host-sim/world/air.js";
import { StationModel } from "../../../host-sim/world/station-model.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { fakeLog } from "../../support/fake-log.js";
import { VirtualTime } from "../../support/virtual-time.js";

const home = { ssid: "home", passphrase: "correct horse" };
const yard = { ssid: "yard", passphrase: "battery staple" };

const credentials = ({ ssid, passphrase }: { ssid: string; passphrase: string }) =>
  wifiCredentials(ssid, passphrase);

describe("Wi-Fi that mends itself", () => {
  let time: VirtualTime;
  let air: Air;
  let flash: FakeFlash;
  let events: string[];
  let network: WiFiNetwork;
  let isBroken: boolean;
  let stations: StationModel[];

  function known(): KnownNetworks {
    return new KnownNetworks({ domain: flash, log: fakeLog().log });
  }

  function start(prepare: (made: WiFiNetwork) => void = () => undefined): void {
    const Timer = time;
    const world = air;
    class WiFi extends StationModel {
      constructor({ onChanged }: { onChanged(): void }) {
        if (isBroken) throw new Error("no memory");
        super({ Timer, air: world, onChanged });
        stations.push(this);
      }

      override disconnect(): void {
        if (isBroken) throw new Error("driver stopped");
        super.disconnect();
      }
    }
    network = new WiFiNetwork({ WiFi, Timer, known: known(), random: () => 0.5, log: fakeLog().log });
    prepare(network);
    network.start({ onUp: () => events.push("up"), onDown: (reason) => events.push(`down: ${reason}`) });
  }

  /** Runs until the status says so, and tells how long that took. */
  function until(stage: string, longest: number): number {
    const from = time.uptime();
    while (network.status().stage !== stage && time.uptime() - from < longest) time.advance(100);
    assert.equal(network.status().stage, stage, `${network.status().reason}`);
    return time.uptime() - from;
  }

  beforeEach(() => {
    time = new VirtualTime();
    air = new Air([home, yard]);
    flash = new FakeFlash();
    events = [];
    isBroken = false;
    stations = [];
  });

  it("joins the last good network first", () => {
    known().worked(credentials(yard));
    known().worked(credentials(home));
    start();
    until("up", 5000);
    assert.equal(network.status().ssid, "home");
    assert.deepEqual(events, ["up"]);
    assert.equal(network.status().rssi, -40);
  });

  it("goes on to the next where the first is not there, and remembers which one worked", () => {
    known().worked(credentials(yard));
    known().worked(credentials(home));
    air.switchOff("home");
    start();
    until("up", 60_000);
    assert.equal(network.status().ssid, "yard");
    assert.deepEqual(
      known()
        .list()
        .map(({ ssid }) => ssid),
      ["yard", "home"],
    );
  });

  it("tells that the network went down, and comes back by itself when the access point does", () => {
    known().worked(credentials(home));
    start();
    until("up", 5000);
    air.switchOff("home");
    until("link", 5000);
    time.advance(120_000);
    assert.match(network.status().reason ?? "", /home: is not in range/);
    air.switchOn(home);
    until("up", 300_000);
    assert.deepEqual(events, ["up", "down: the link to home was lost", "up"]);
  });

  it("rests in growing gaps, never longer than two minutes", () => {
    known().worked(credentials(home));
    air.switchOff("home");
    start();
    time.advance(24 * 3_600_000);
    air.switchOn(home);
    assert.ok(until("up", 300_000) <= 120_000 + 20_000);
  });

  it("waits for the network on trial, alone, and comes back to the known ones when the trial is over", () => {
    known().worked(credentials(home));
    air.switchOff("yard");
    const before = JSON.stringify([...flash.values]);
    start((made) => made.confine(credentials(yard)));
    time.advance(60_000);
    assert.equal(network.status().ssid, "yard");
    air.switchOn(yard);
    until("up", 300_000);
    assert.equal(JSON.stringify([...flash.values]), before, "nothing is stored");
    network.confine();
    air.switchOff("yard");
    until("link", 5000);
    until("up", 60_000);
    assert.equal(network.status().ssid, "home");
  });

  it("says that there is no address where DHCP is silent", () => {
    known().worked(credentials(home));
    air.switchOn({ ...home, dhcp: false });
    start();
    time.advance(2000);
    assert.equal(network.status().stage, "address");
    time.advance(15_000);
    assert.match(network.status().reason ?? "", /no address/);
  });

  it("says what to do where no network is known, and joins the first that is given", () => {
    start();
    time.advance(1000);
    assert.match(network.status().reason ?? "", /set wifi\.ssid and wifi\.psk/);
    let answer: string | undefined | null = null;
    network.join(credentials(home), (reason) => {
      answer = reason;
    });
    time.advance(3000);
    assert.equal(answer, undefined);
    assert.deepEqual(events, ["up"]);
  });

  it("tries nothing where no network is known, until one is to be kept", () => {
    start();
    time.advance(3_600_000);
    assert.equal(time.pending, 0);
    network.keep(credentials(home));
    until("up", 5000);
    assert.deepEqual(events, ["up"]);
  });

  it("looks again where the known networks could not be read", () => {
    known().worked(credentials(home));
    flash.readError = new Error("flash");
    start();
    time.advance(10_000);
    assert.equal(network.status().reason, "the known networks could not be read");
    flash.readError = undefined;
    until("up", 120_000);
    assert.deepEqual(events, ["up"]);
  });

  it("says so where the driver does not start, answers what is asked of it, and tries again later", () => {
    known().worked(credentials(yard));
    known().worked(credentials(home));
    isBroken = true;
    start();
    time.advance(10_000);
    assert.equal(network.status().reason, "Wi-Fi does not start: Error: no memory");
    const answers: unknown[] = [];
    network.scan((found) => answers.push(found));
    assert.equal(answers.length, 0, "not inside the call");
    time.advance(10_000);
    network.join(credentials(yard), (reason) => answers.push(reason));
    assert.equal(answers.length, 1, "not inside the call");
    time.advance(10_000);
    assert.deepEqual(answers, [undefined, "Wi-Fi does not start: Error: no memory"]);
    isBroken = false;
    until("up", 120_000);
    assert.deepEqual([events, network.status().ssid], [["up"], "home"]);
  });

  it("outlives a driver that cannot hang up", () => {
    known().worked(credentials(home));
    start();
    until("up", 5000);
    isBroken = true;
    network.restart();
    time.advance(600);
    let found = 0;
    network.scan((networks) => {
      found = networks?.length ?? 0;
    });
    until("up", 300_000);
    assert.equal(found, 2);
    assert.deepEqual(events, ["up", "down: taken down to begin anew", "up"]);
  });

  it("keeps what worked where new credentials do not: a wrong passphrase is told, and nothing is stored", () => {
    known().worked(credentials(home));
    start();
    until("up", 5000);
    const before = JSON.stringify([...flash.values]);
    const answers: (string | undefined)[] = [];
    network.join(wifiCredentials("yard", "wrong passphrase"), (reason) => answers.push(reason));
    until("up", 60_000);
    assert.equal(answers.length, 1);
    assert.match(answers[0] ?? "", /yard: is in range and refuses/);
    assert.equal(network.status().ssid, "home");
    assert.equal(JSON.stringify([...flash.values]), before);
  });

  it("stores new credentials only when told to keep them", () => {
    known().worked(credentials(home));
    start();
    until("up", 5000);
    network.join(credentials(yard), () => undefined);
    until("link", 5000);
    until("up", 5000);
    assert.equal(known().list()[0]?.ssid, "home");
    network.keep(credentials(yard));
    assert.equal(known().list()[0]?.ssid, "yard");
    assert.deepEqual(events, ["up", "down: trying yard", "up"]);
  });

  it("goes back to what worked on a restart, where new credentials were not kept", () => {
    known().worked(credentials(home));
    start();
    until("up", 5000);
    network.join(credentials(yard), () => undefined);
    until("link", 5000);
    until("up", 5000);
    network.restart();
    until("up", 5000);
    assert.equal(network.status().ssid, "home");
  });

  it("answers the first of two trials when a second comes in between", () => {
    start();
    const answers: string[] = [];
    network.join(wifiCredentials("elsewhere", ""), (reason) => answers.push(`first ${reason}`));
    time.advance(600);
    network.join(credentials(home), (reason) => answers.push(`second ${reason}`));
    until("up", 5000);
    assert.deepEqual(answers, ["first other credentials came in between", "second undefined"]);
  });

  it("scans while up without losing the link, and while joining by interrupting", () => {
    known().worked(credentials(home));
    start();
    const found: (number | undefined)[] = [];
    time.advance(600);
    network.scan((result) => found.push(result?.length));
    until("up", 10_000);
    network.scan((result) => found.push(result?.length));
    time.advance(2000);
    assert.deepEqual(found, [2, 2]);
    assert.deepEqual(events, ["up"]);
  });

  it("answers a scan that something else ended, without a result and not inside that call", () => {
    const ends: Readonly<Record<string, () => void>> = {
      restart: () => network.restart(),
      join: () => network.join(credentials(yard), () => undefined),
      "another scan": () => network.scan(() => undefined),
      forget: () => network.forget(),
      "the loss of the link": () => air.switchOff("home"),
    };
    for (const [name, end] of Object.entries(ends)) {
      air.switchOn(home);
      known().worked(credentials(home));
      start();
      until("up", 5000);
      const answers: unknown[] = [];
      network.scan((found) => answers.push(found));
      end();
      assert.deepEqual(answers, [], name);
      time.advance(30_000);
      assert.equal(answers.length, 1, name);
    }
  });

  it("answers a scan of a driver that does not start, although a restart came in between", () => {
    isBroken = true;
    start();
    const answers: unknown[] = [];
    network.scan((found) => answers.push(found));
    network.restart();
    time.advance(10_000);
    assert.deepEqual(answers, [undefined]);
  });

  it("asks for its address under the name that it was given, and without one that is too long", () => {
    for (const [name, told] of [
      ["boiler", "boiler"],
      ["x".repeat(33), "espressif"],
    ] as const) {
      known().worked(credentials(home));
      const { log, lines } = fakeLog();
      start((made) => made.prepare({ hostname: name, log }));
      until("up", 5000);
      assert.equal(stations.at(-1)?.hostname, told);
      assert.match(lines.join(), told === name ? /connected to home/ : /host name x+ was not taken/);
    }
  });

  it("restart takes the link down and brings it up again", () => {
    known().worked(credentials(home));
    start();
    until("up", 5000);
    network.restart();
    until("up", 5000);
    assert.deepEqual(events, ["up", "down: taken down to begin anew", "up"]);
  });

  it("restart tries the other known networks before one that is linked and leads nowhere", () => {
    known().worked(credentials(yard));
    known().worked(credentials(home));
    start();
    until("up", 5000);
    assert.equal(network.status().ssid, "home");
    network.restart();
    until("up", 5000);
    assert.equal(network.status().ssid, "yard");
  });

  it("writes flash once for a network that keeps working", () => {
    known().worked(credentials(home));
    start();
    until("up", 5000);
    const writes = flash.written.length;
    for (let round = 0; round < 20; round++) {
      network.restart();
      until("up", 5000);
    }
    assert.equal(flash.written.length, writes);
  });
});
