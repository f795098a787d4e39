import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  firmwarePartition,
  PartitionTableError,
  parsePartitionTable,
  slotChoicePartition,
} from "../../../tools/work/build/partition-table.js";
import { factoryLayout, partitionTable, slotLayout } from "./idf-output.js";

describe("a partition table", () => {
  it("is read row by row", () => {
    assert.deepEqual(
      parsePartitionTable(partitionTable(slotLayout)).map((row) => Object.values(row)),
      slotLayout,
    );
  });

  it("ends at the row that holds its MD5, as at an erased one", () => {
    const bytes = partitionTable(factoryLayout);
    bytes.set([0xeb, 0xeb], factoryLayout.length * 32);
    assert.equal(parsePartitionTable(bytes).length, factoryLayout.length);
  });

  it("puts a new board's firmware into the factory's partition, or into the first slot", () => {
    assert.equal(firmwarePartition(parsePartitionTable(partitionTable(factoryLayout)))?.label, "factory");
    assert.equal(firmwarePartition(parsePartitionTable(partitionTable(slotLayout)))?.label, "ota_0");
  });

  it("tells where the choice of the slot lies, behind the slots where the SDK puts it", () => {
    assert.equal(slotChoicePartition(parsePartitionTable(partitionTable(slotLayout)))?.offset, 0x3f_e000);
    assert.equal(slotChoicePartition(parsePartitionTable(partitionTable(factoryLayout))), undefined);
  });

  it("is refused where a row is something else, and where there is none", () => {
    const bytes = partitionTable(factoryLayout);
    bytes[32] = 0;
    assert.throws(
      () => parsePartitionTable(bytes),
      new PartitionTableError("row 1 starts with 0x5000, not with 0x50aa"),
    );
    assert.throws(() => parsePartitionTable(new Uint8Array(0xc00).fill(0xff)), /it has no rows/);
  });
});
