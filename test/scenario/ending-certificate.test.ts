import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { createAuthority, issueServerCertificate } from "../../host-sim/emulators/connector/index.js";
import { connectorResources } from "../../tools/work/connector-resources.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

const day = 86_400_000;

/** What the device said of its own in a report; undefined where it said nothing of a certificate. */
function warningIn(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const said = JSON.parse(String(value)) as Readonly<Record<string, unknown>>;
  return said.event === "certificate" ? said : undefined;
}

describe("a device whose cloud has a certificate that ends", () => {
  let desk: Desk;

  afterEach(() => desk.clear());

  /** A cloud whose certificate ends after so many days, and a device that knows its authority. */
  async function boot(days: number): Promise<Date> {
    const ca = await createAuthority();
    const notAfter = new Date(Math.floor(Date.now() / 1000) * 1000 + days * day);
    const tls = await issueServerCertificate({ ca, names: ["ending.m2.localhost"], notAfter });
    desk = await Desk.set({ id: "ending", tls, resources: connectorResources() });
    await desk.boot(new EventRecord(), { cloud: { ...desk.cloud, ca: ca.cert } });
    await desk.cloudEvents.next("connected");
    return notAfter;
  }

  it("in ten days says so in its telemetry, with the moment", async () => {
    const notAfter = await boot(10);
    for (;;) {
      const { value } = await desk.cloudEvents.next("reported", { resource: "device_events" });
      const warning = warningIn(value);
      if (warning === undefined) continue;
      assert.equal(warning.which, "server");
      assert.equal(warning.notAfter, notAfter.getTime());
      break;
    }
  });

  it("in 31 days says nothing yet", async () => {
    await boot(31);
    await desk.cloudEvents.next("reported", { resource: "temperature" });
    const said = desk.cloudEvents.all.filter(({ resource }) => resource === "device_events");
    assert.ok(said.length > 0 && said.every(({ value }) => warningIn(value) === undefined));
  });
});
