import { ImprovSerialCurrentState } from "improv-wifi-serial-sdk/dist/const.js";
import { ImprovSerial } from "improv-wifi-serial-sdk/dist/serial.js";
import type { BoardLink } from "./board-link.js";

/** At its debug level the SDK writes packets out, passphrase and all. */
const silent = { log() {}, error() {}, debug() {} };

/** For the first answer, and for a board to join a network, milliseconds. */
const greeting = 2000;
const joining = 40_000;

export interface Heard {
  readonly name: string;
  /** dBm. */
  readonly rssi: number;
}

/** Networks that the board hears. Rejects with the reason. */
export function hearNetworks(link: BoardLink): Promise<readonly Heard[]> {
  return withImprov(link, (improv) => improv.scan());
}

/** Has the board join a network and keep it, where it works. Rejects with the reason otherwise. */
export function joinNetwork(link: BoardLink, ssid: string, passphrase: string): Promise<void> {
  return withImprov(link, async (improv) => {
    await improv.provision(ssid, passphrase, joining);
    if (improv.state !== ImprovSerialCurrentState.PROVISIONED)
      throw new Error("the board did not join the network");
  });
}

async function withImprov<T>(link: BoardLink, use: (improv: ImprovSerial) => Promise<T>): Promise<T> {
  return link.lend(async (port) => {
    const improv = new ImprovSerial(port, silent);
    try {
      await improv.initialize(greeting);
      return await use(improv);
    } catch (error) {
      throw error instanceof Error ? error : new Error(words[String(error)] ?? String(error));
    } finally {
      await improv.close();
    }
  });
}

/** The SDK rejects with its own texts. */
const words: Readonly<Record<string, string>> = {
  UNABLE_TO_CONNECT:
    "the network was not joined: check its name and passphrase, and that it is 2.4 GHz and in range",
  TIMEOUT: "the board did not answer in time",
};
