import type { Fault, RunningConnector } from "../emulators/connector/index.js";
import { faultMenu, faultTitle } from "./fault-menu.js";
import type { Feed } from "./feed.js";
import type { Commands } from "./protocol.js";

export type FaultyConnector = Pick<RunningConnector, "inject" | "faults" | "clearFaults" | "kick">;

/** The page's hand on the faults of the Connector. */
export class FaultDesk {
  readonly #connector: FaultyConnector;
  readonly #feed: Feed;

  constructor({ connector, feed }: { readonly connector: FaultyConnector; readonly feed: Feed }) {
    this.#connector = connector;
    this.#feed = feed;
    feed.set("faultMenu", faultMenu);
    feed.set("faults", []);
  }

  /** The Connector judges the fault; it throws an Error that names the wrong field. */
  async inject({ kind, parameter, times, seconds }: Commands["inject"]): Promise<void> {
    const field = faultMenu.find((each) => each.kind === kind)?.field?.name;
    const fault = {
      kind,
      ...(field === undefined || parameter === undefined ? {} : { [field]: parameter }),
      ...(times === undefined ? {} : { times }),
    };
    await this.#connector.inject(fault as Fault, seconds === undefined ? {} : { for: seconds * 1000 });
  }

  async clear(): Promise<void> {
    await this.#connector.clearFaults();
  }

  /** The Connector told of a fault: look which are on. */
  async refresh(): Promise<void> {
    const faults = await this.#connector.faults();
    this.#feed.set(
      "faults",
      faults.map(({ id, fault, until }) => ({ id, title: faultTitle(fault), until })),
    );
  }
}
