import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SecureOptions } from "../../../firmware/ports/tcp.js";
import { World } from "../../support/fake-world.js";

const day = 86_400_000;

/** A device online whose server showed a certificate that ends in so many days. */
function onlineWith(days: number): { world: World; notAfter: number } {
  const world = new World().goOnline();
  const { secure } = world.platform.client.options.socket as { secure: SecureOptions };
  const notAfter = world.time.now() + days * day;
  secure.onCertificate?.({ notAfter });
  return { world, notAfter };
}

/** How often the device told of it. */
function told(world: World, notAfter: number): number {
  const text = `{"event":"certificate","which":"server","notAfter":${notAfter}}`;
  return world.log.split("\n").filter((line) => line === text).length;
}

describe("a certificate that ends within 30 days", () => {
  it("is reported when it is seen, and not with every connection", () => {
    const { world, notAfter } = onlineWith(29);
    assert.equal(told(world, notAfter), 1);
    const { secure } = world.platform.client.options.socket as { secure: SecureOptions };
    secure.onCertificate?.({ notAfter });
    world.time.advance(day / 2);
    assert.equal(told(world, notAfter), 1);
  });

  it("is no matter before", () => {
    const { world, notAfter } = onlineWith(40);
    assert.equal(told(world, notAfter), 0);
  });
});
