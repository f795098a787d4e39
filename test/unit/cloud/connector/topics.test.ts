import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  batchTopic,
  provisionTopic,
  resourceTopic,
  severalTopic,
  writtenAlias,
} from "../../../../firmware/cloud/connector/topics.js";

describe("topics of the Connector", () => {
  it("are those on which a device may publish (CN-SES-11)", () => {
    assert.equal(provisionTopic("AA:BB:CC:DD:EE:FF"), "$provision/AA:BB:CC:DD:EE:FF");
    assert.equal(resourceTopic("temperature"), "$resource/temperature");
    assert.equal(severalTopic, "$resource");
    assert.equal(batchTopic, "$resource.batch");
  });

  it("name the resource that the cloud writes, with and without the change's time (CN-RES-4)", () => {
    assert.equal(writtenAlias("$resource/led"), "led");
    assert.equal(writtenAlias("$resource/led/1531111131679000"), "led");
    assert.equal(writtenAlias("$resource/温度"), "温度");
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
    "$provision/dev-1",
    "$content",
    "resource/led",
    " $resource/led",
    "",
  ];
  for (const topic of others) {
    it(`${JSON.stringify(topic)} is no write`, () => assert.equal(writtenAlias(topic), undefined));
  }
});
