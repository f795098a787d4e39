import assert from "node:assert/strict";
import { it } from "node:test";
import { LateDomain } from "../../../firmware/storage/late-domain.js";
import { FakeFlash } from "../../support/fake-flash.js";

it("a domain that cannot be opened fails where it is used, and is opened once when it can be", () => {
  const flash = new FakeFlash();
  let failures = 2;
  let opened = 0;
  const domain = new LateDomain(() => {
    if (failures-- > 0) throw new Error("no NVS");
    opened += 1;
    return flash;
  });
  assert.throws(() => domain.read("a"), /no NVS/);
  assert.throws(() => domain.write("a", "1"), /no NVS/);
  domain.write("a", "1");
  assert.equal(domain.read("a"), "1");
  assert.deepEqual([...domain], ["a"]);
  domain.delete("a");
  assert.equal(flash.values.size, 0);
  assert.equal(opened, 1);
  domain.close();
  domain.close();
  assert.throws(() => domain.read("a"), /closed/);
});
