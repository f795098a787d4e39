import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  batchTopic,
  provisionTopic,
  resourceTopic,
  severalTopic,
  writtenTopic,
} from "../../../../firmware/cloud/connector/topics.js";

describe("topics of the Connector", () => {
  it("are those on which a device may publish (CN-SES-11)", () => {
    assert.equal(provisionTopic("AA:BB:CC:DD:EE:FF"), "$provision/AA:BB:CC:DD:EE:FF");
    assert.equal(resourceTopic("temperature"), "$resource/temperature");
    assert.equal(severalTopic, "$resource");
    assert.equal(batchTopic, "$resource.batch");
  });

  it("name the resource that the cloud writes, with and without the change's time (CN-RES-4)", () => {
    assert.deepEqual(writtenTopic("$resource/led"), { alias: "led", stamp: undefined });
    const stamp = 1_531_111_131_679_000;
    assert.deepEqual(writtenTopic(`$resource/led/${stamp}`), { alias: "led", stamp });
    assert.equal(writtenTopic("$resource/温度")?.alias, "温度");
  });

  const others = [
    "$resource",
    "$resource/",
    "$resource.batch",
    "$resource//1",
    "$resource/led/",
    "$resource/led/x",
    "$resource/led/-1",
    "$resource/led/1/2",
    "$resource/led/12345678901234567",
    "$provision/dev-1",
    "$content",
    "resource/led",
    " $resource/led",
    "",
  ];
  for (const topic of others) {
    it(`${JSON.stringify(topic)} is no write`, () => assert.equal(writtenTopic(topic), undefined));
  }
});
