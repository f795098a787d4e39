import type { Command } from "./command.js";
import { abort } from "./commands/abort.js";
import { activate } from "./commands/activate.js";
import { activation } from "./commands/activation.js";
import { commit } from "./commands/commit.js";
import { creds } from "./commands/creds.js";
import { csr } from "./commands/csr.js";
import { data } from "./commands/data.js";
import { del } from "./commands/del.js";
import { done } from "./commands/done.js";
import { factoryReset } from "./commands/factory-reset.js";
import { get } from "./commands/get.js";
import { hello } from "./commands/hello.js";
import { help } from "./commands/help.js";
import { info } from "./commands/info.js";
import { list } from "./commands/list.js";
import { log } from "./commands/log.js";
import { put } from "./commands/put.js";
import { reboot } from "./commands/reboot.js";
import { revert } from "./commands/revert.js";
import { set } from "./commands/set.js";
import { status } from "./commands/status.js";
import { unset } from "./commands/unset.js";
import { wifi } from "./commands/wifi.js";

/** All verbs, in the order in which `help` shows them. */
export const commandTable: Readonly<Record<string, Command>> = Object.freeze(
  {
    help,
    hello,
    info,
    status,
    log,
    wifi,
    set,
    get,
    list,
    unset,
    commit,
    revert,
    put,
    data,
    done,
    abort,
    creds,
    del,
    csr,
    activate,
    activation,
    reboot,
    "factory-reset": factoryReset,
  },
  true,
);

/** The command of that name, of those in the table alone: `constructor` is none. */
export function commandOf(verb: string): Command | undefined {
  return Object.hasOwn(commandTable, verb) ? commandTable[verb] : undefined;
}
