import { afterEach, describe, it } from "node:test";
import { Air } from "../../host-sim/world/air.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

const home = { ssid: "home", passphrase: "correct horse battery" };
const yard = { ssid: "yard", passphrase: "staple staple" };

describe("a device on Wi-Fi, on XS over TLS", () => {
  let desk: Desk;

  afterEach(() => desk.clear());

  it("joins the network of its build, and comes back to it when the access point was away", async () => {
    desk = await Desk.set();
    const air = new Air([home, yard]);
    const events = new EventRecord();
    await desk.boot(events, { air }, { ssid: home.ssid, password: home.passphrase });
    await events.next("connected");
    air.switchOff("home");
    await events.next("log", { tag: "network", message: /the link to home was lost/ });
    air.switchOn(home);
    await events.next("log", { tag: "wifi", message: /connected to home/ });
    await events.next("reported", { acknowledged: true });
  });

  it("goes on with its outputs and its readings while there is no network", async () => {
    desk = await Desk.set();
    const events = new EventRecord();
    const air = new Air([]);
    await desk.boot(events, { air }, { ssid: home.ssid, password: home.passphrase });
    await events.next("log", { tag: "wifi", level: "warning" });
    air.switchOn(home);
    await events.next("connected");
    await events.next("reported", { resource: "temperature", acknowledged: true });
  });
});
