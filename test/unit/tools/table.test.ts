import assert from "node:assert/strict";
import { it } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { HumanOutput } from "../../../tools/output/human-output.js";

it("a table prints values as commands take them, and a dash for what is not there", () => {
  let printed = "";
  const write = (text: string): boolean => {
    printed += text;
    return true;
  };
  const output = new HumanOutput({ terminal: { isTTY: false, write }, verbose: false });
  output.table(
    ["alias", "reported", "set"],
    [
      ["led", true, false],
      ["mode", "normal", undefined],
      ["t", 21.5, null],
    ],
  );
  assert.deepEqual(stripVTControlCharacters(printed).split("\n"), [
    "alias  reported  set",
    "led    true      false",
    "mode   normal    -",
    "t      21.5      -",
    "",
  ]);
});
