import { confirm, input, password, select } from "@inquirer/prompts";
import { boardSettings } from "../../device-link/board-settings.js";
import type { ConsoleClient } from "../../device-link/console-client.js";
import { checkPlan, type PlanInput } from "./plan-input.js";

/** What a person answers to a question; the prompts of the terminal, or answers prepared by a test. */
export interface Prompter {
  text(message: string, initial: string): Promise<string>;
  /** Without an echo. */
  secret(message: string): Promise<string>;
  choice<T extends string>(
    message: string,
    choices: readonly { readonly value: T; readonly name: string }[],
  ): Promise<T>;
  yes(message: string): Promise<boolean>;
}

export const terminalPrompter: Prompter = {
  text: (message, initial) => input({ message, default: initial }),
  secret: (message) => password({ message, mask: "*" }),
  choice: (message, choices) => select({ message, choices: [...choices] }),
  yes: (message) => confirm({ message, default: true }),
};

interface Heard {
  readonly ssid: string;
  readonly rssi: number;
  readonly sec?: string;
}

const another = "\0another";
const asItIs = "\0as-it-is";

/** Asks for what a board needs, with what it has now as the proposal. The passphrase comes back apart from the rest. */
export async function askPlan(
  client: ConsoleClient,
  prompter: Prompter,
): Promise<{ readonly plan: PlanInput; readonly passphrase: string | undefined }> {
  const present = boardSettings(await client.request("list"));
  const { ssid, passphrase } = await askWiFi(client, prompter);
  const value = (key: string): string => present.get(key) ?? "";
  const deviceId = await prompter.text("Device identity (empty: the board's own)", value("deviceId"));
  const connectorId = await prompter.text(
    "Connector (its id, such as o33ara2ekbo800000)",
    value("connectorId"),
  );
  const domain = await prompter.text("Domain of the Connector", value("domain"));
  const port = await prompter.text("Port", value("port"));
  const authentication = await prompter.choice("How does the device prove who it is?", [
    { value: "token", name: "token: the cloud gives one at activation" },
    { value: "password", name: "password: the device makes one" },
    { value: "certificate", name: "certificate: you have one, with its RSA key" },
  ]);
  const files =
    authentication === "certificate"
      ? {
          certificate: await prompter.text("File with the certificate (PEM or DER)", ""),
          key: await prompter.text("File with its key (RSA, PEM or DER)", ""),
        }
      : {};
  const ca = await prompter.text("File with the roots to trust (empty: those of the firmware)", "");
  const plan = {
    ...(ssid === undefined ? {} : { wifi: { ssid } }),
    ...(deviceId === "" ? {} : { deviceId }),
    connectorId,
    domain,
    port,
    authentication,
    ...files,
    ...(ca === "" ? {} : { ca }),
  };
  return { plan: checkPlan(plan, "your answers"), passphrase };
}

async function askWiFi(
  client: ConsoleClient,
  prompter: Prompter,
): Promise<{ ssid?: string | undefined; passphrase?: string | undefined }> {
  const heard = await networksInRange(client);
  if (heard === undefined) return {};
  const chosen = await prompter.choice("Wi-Fi network", [
    ...heard.map(({ ssid, rssi, sec }) => ({
      value: ssid,
      name: `${ssid}  ${rssi} dBm${sec === undefined ? "" : `  ${sec}`}`,
    })),
    { value: another, name: "another one" },
    { value: asItIs, name: "leave it as it is" },
  ]);
  if (chosen === asItIs) return {};
  const ssid = chosen === another ? await prompter.text("Name of the network", "") : chosen;
  const isOpen = heard.find((each) => each.ssid === ssid)?.sec === "none";
  return { ssid, passphrase: isOpen ? "" : await prompter.secret("Passphrase (empty: open network)") };
}

/** Undefined where the board has no Wi-Fi; empty where the scan found nothing or failed. */
async function networksInRange(client: ConsoleClient): Promise<readonly Heard[] | undefined> {
  const { features } = await client.request("hello scan");
  if (Array.isArray(features) && !features.includes("wifi")) return undefined;
  try {
    const { networks } = await client.request("wifi scan");
    return Array.isArray(networks) ? (networks as Heard[]) : [];
  } catch {
    return []; // the name can be typed
  }
}
