import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Command } from "commander";
import { consoleCommand } from "../../../../tools/commands/console.js";
import { emulateBoardCommand } from "../../../../tools/commands/emulate-board.js";
import { flashCommand } from "../../../../tools/commands/flash.js";
import { monitorCommand } from "../../../../tools/commands/monitor.js";
import { portsCommand } from "../../../../tools/commands/ports.js";

/** What `--help` prints. */
function helpOf(command: Command): string {
  let help = "";
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  return help;
}

describe("help of the commands for boards", () => {
  for (const command of [
    portsCommand(),
    flashCommand(),
    monitorCommand(),
    consoleCommand(),
    emulateBoardCommand(),
  ]) {
    it(`explains ${command.name()} with what all commands take, and with examples`, () => {
      const help = helpOf(command);
      assert.match(help, /--json/);
      assert.match(help, /--state <dir>/);
      assert.match(help, new RegExp(`Examples:\n  \\$ .*bowline .*${command.name()}`));
    });
  }
});
