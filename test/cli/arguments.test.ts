import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { bowlineCommand } from "../../tools/program.js";
import { bowline } from "../support/bowline.js";

const commands = [
  ["start"],
  ["sim"],
  ["emulate", "connector"],
  ["connector", "list"],
  ["connector", "read"],
  ["connector", "write"],
  ["connector", "watch"],
  ["connector", "lock"],
  ["connector", "unlock"],
  ["connector", "revoke"],
  ["connector", "delete"],
  ["connector", "enable"],
  ["connector", "reprovision"],
  ["connector", "fault"],
  ["connector", "faults"],
  ["connector", "clear-faults"],
  ["build"],
  ["simulate"],
  ["doctor"],
];

/** What `bowline … --help` prints. */
function helpOf(words: readonly string[]): string {
  let command = bowlineCommand();
  for (const word of words) {
    const found = command.commands.find((each) => each.name() === word);
    assert.ok(found !== undefined, `no command ${word}`);
    command = found;
  }
  let printed = "";
  command.configureOutput({
    writeOut: (text) => {
      printed += text;
    },
  });
  command.outputHelp();
  return printed;
}

describe("the bowline command", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bowline-cli-"));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("lists its commands and exit codes in --help", async () => {
    const { code, stdout } = await bowline(["--help"]);
    assert.equal(code, 0);
    for (const name of ["start", "sim", "emulate", "connector", "doctor", "Exit codes"])
      assert.match(stdout, new RegExp(name));
  });

  for (const command of commands) {
    it(`explains ${command.join(" ")} with --help, --json and --state included`, () => {
      const help = helpOf(command);
      assert.match(help, new RegExp(`^Usage: bowline ${command.join(" ")} `));
      assert.match(help, /--json/);
      assert.match(help, /--state <dir>/);
    });
  }

  const mistakes: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["an unknown command", ["fly"], /fly/],
    ["an unknown option", ["sim", "--fast"], /--fast/],
    ["a port that is none", ["emulate", "connector", "--port", "70000"], /--port.*70000/],
    ["an unknown engine", ["sim", "--engine", "v8"], /--engine.*v8/],
    ["a resource that is none", ["emulate", "connector", "--resource", "led:colour"], /led:colour/],
    ["a missing argument", ["connector", "write", "dev"], /alias/],
    ["an argument too many", ["doctor", "please"], /argument/],
  ];
  for (const [mistake, args, words] of mistakes) {
    it(`answers ${mistake} with one line on standard error and exit code 2`, async () => {
      const { code, stdout, stderr } = await bowline(args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, words);
      assert.equal(stderr.trimEnd().split("\n").length, 1);
    });
  }

  it("says how to start an emulator, with exit code 3, where none runs", async () => {
    const { code, stderr } = await bowline(["connector", "list", "--state", join(folder, "nothing")]);
    assert.equal(code, 3);
    assert.match(stderr, /bowline emulate connector/);
  });

  it("names what a device lacks to find its cloud", async () => {
    const { code, stderr } = await bowline(["sim", "--state", join(folder, "nothing"), "--id", "abc"]);
    assert.equal(code, 3);
    assert.match(stderr, /--domain, --port, --ca/);
  });

  it("refuses a state folder that is a file", async () => {
    const { code, stderr } = await bowline(["doctor", "--state", "/dev/null"]);
    assert.equal(code, 4);
    assert.match(stderr, /state folder/);
  });

  it("says why a state folder cannot be made, where the system refuses it", async () => {
    const { code, stderr } = await bowline(["emulate", "connector", "--state", "/proc/nowhere/state"]);
    assert.equal(code, 1);
    assert.match(stderr, /--state \/proc\/nowhere\/state: cannot be used as a folder/);
  });

  it("examines the computer, one JSON object a part", async () => {
    const { stdout } = await bowline(["doctor", "--json", "--state", folder]);
    const parts = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { part: string; ok: boolean });
    assert.deepEqual(
      parts.map(({ part }) => part),
      ["node", "cc", "make", "XS engine", "Moddable SDK", "ESP-IDF", "state folder"],
    );
    assert.equal(parts[0]?.ok, true);
  });
});
