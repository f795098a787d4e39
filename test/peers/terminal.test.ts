import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { Air } from "../../host-sim/world/air.js";
import { SerialTerminal } from "../../host-sim/world/serial-terminal.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";
import { secret } from "../support/secret-watch.js";
import { Tmux } from "../support/tmux.js";

const passphrase = "correct horse battery";

/** What somebody has in front of him at the end; `BOWLINE_RECORD=1` writes it anew. */
const golden = fileURLToPath(new URL("console-session.txt", import.meta.url));

/** Programs with which people look at serial ports, as they start on one. */
const programs: Readonly<Record<string, (path: string) => string>> = {
  screen: (path) => `screen -q -c /dev/null -T xterm ${path} 115200`,
  minicom: (path) => `minicom -D ${path} -b 115200 -o -c off -C /dev/null`,
};

function isThere(program: string): boolean {
  try {
    execFileSync("which", [program], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("a person at a terminal, in tmux, with a device on XS", () => {
  let desk: Desk;
  let folder: string;
  let serial: SerialTerminal;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "bowline-terminal-"));
    serial = await SerialTerminal.open({ link: join(folder, "tty") });
    desk = await Desk.set();
    const air = new Air([{ ssid: "office", passphrase, rssi: -50 }]);
    await desk.boot(new EventRecord(), { serial, air });
  });

  afterEach(async () => {
    await desk.clear();
    await serial.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [program, command] of Object.entries(programs)) {
    const skip = isThere("tmux") && isThere(program) ? false : `needs tmux and ${program}`;
    it(`types, corrects, and keeps a secret to himself, in GNU ${program}`, { skip }, async (t) => {
      const shown = await session(t, command(serial.path));
      if (program !== "screen") return;
      if (process.env.BOWLINE_RECORD === "1") writeFileSync(golden, shown);
      assert.equal(shown, readFileSync(golden, "utf8"));
    });
  }

  /** The session, as the screen shows it at its end. */
  async function session(t: TestContext, command: string): Promise<string> {
    secret("passphrase that is typed", passphrase);
    const tmux = Tmux.start(t, command);
    assert.ok(tmux);
    tmux.press("Enter");
    await tmux.until(/^>$/m);
    // What the device logs meanwhile is another story.
    tmux.type("log off");
    tmux.press("Enter");
    await tmux.until(/level +off\n>/);
    tmux.type("wifi scam");
    tmux.press("BSpace");
    tmux.type("n");
    tmux.press("Enter");
    await tmux.until(/office +-50/);
    tmux.type("this is not what I wanted");
    tmux.press("C-u");
    tmux.type("set wifi.ssid office");
    tmux.press("Enter");
    await tmux.until(/wifi.ssid +staged\n>/);
    tmux.type("set wifi.psk");
    tmux.press("Enter");
    await tmux.until(/wifi.psk: *$/m);
    tmux.type(passphrase);
    await tmux.until(/wifi.psk: \*{21}$/m);
    tmux.press("Enter");
    await tmux.until(/wifi.psk +staged\n>/);
    tmux.type(`set wifi.psk ${passphrase}`);
    tmux.press("C-c");
    tmux.type("get wifi.psk");
    tmux.press("Enter");
    await tmux.until(/staged: \(set\)\n>/);
    tmux.type("commit");
    tmux.press("Enter");
    await tmux.until(/restart +false/);
    tmux.type("wife join");
    tmux.press("Enter");
    await tmux.until(/error unknown.*\n>$/m);
    tmux.type("help");
    tmux.press("Enter");
    const screen = await tmux.until(/factory-reset \[number\] .*\n>$/m);
    assert.ok(!screen.includes(passphrase));
    // The last one: a log line may have made the device draw it again.
    return `${screen.slice(screen.lastIndexOf("> log off"))}\n`;
  }
});
