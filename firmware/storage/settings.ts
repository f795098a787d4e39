import type { Log } from "../device/log.js";
import type { KeyValueDomain } from "../ports/key-value.js";
import { readDocument, writeDocument } from "./document.js";
import { choice, hostname, integer, text } from "./setting.js";

const hostName = { beside: ".-", longest: 200 };

/** Every setting of a device, with its default and its limits. */
const table = Object.freeze(
  {
    /** Of the Connector, such as `o33ara2ekbo800000` (CN-TLS-1). */
    connectorId: text("", { beside: "-", longest: 63 }),
    domain: text("m2.connect.westpharma.com", hostName),
    port: integer(443, 1, 65_535),
    /** Identity of this device; empty: the board's own. */
    deviceId: text("", { beside: ":-_.", longest: 64 }),
    /** What people call it; empty: the identity. */
    deviceName: text("", { beside: " :-_.,()#'+/", longest: 64 }),
    /** Its name in the local network, from the next start on; empty: made of the identity (`network/host-name.ts`). */
    hostname: hostname(),
    /** How devices of this Connector prove who they are (part 3 of the interface reference). */
    authentication: choice("token", "password", "certificate"),
    keepAliveSeconds: integer(60, 5, 3600),
    /** To the accepted login, with everything before it. */
    connectSeconds: integer(30, 1, 300),
    activationSeconds: integer(20, 1, 300),
    acknowledgeSeconds: integer(20, 1, 300),
    /** Back-off: upper end of the first wait, and of any. */
    retryFirstMilliseconds: integer(1000, 10, 600_000),
    retryMostMilliseconds: integer(300_000, 10, 86_400_000),
    /** A connection that stood this long resets the back-off. */
    stableMilliseconds: integer(60_000, 0, 86_400_000),
    /** The slow pace, where the cloud refuses this device. */
    refusedFirstMilliseconds: integer(60_000, 10, 86_400_000),
    refusedMostMilliseconds: integer(3_600_000, 10, 86_400_000),
    /** Longest time between two synchronisations of the clock; each comes after half of it to all of it. */
    clockSyncSeconds: integer(86_400, 60, 604_800),
    /** No host has answered for so long: the network is restarted. */
    recoverNetworkSeconds: integer(600, 1, 86_400),
    /** No host has answered for so long, although the network was restarted: the chip is; 0 never. */
    recoverRestartSeconds: integer(3600, 0, 604_800),
    /** In safe mode: to the first full start. */
    safeModeSeconds: integer(60, 1, 86_400),
    /** New settings must bring the device online in that time, or it goes back to those before. */
    trialSeconds: integer(180, 10, 3600),
    /** Readings kept in memory while the cloud is away, on boards without flash for them. */
    outboxReadings: integer(200, 1, 100_000),
    /** Which readings go when there is no room for all. */
    outboxDrop: choice("oldest", "newest"),
    /** How long a reading may be in memory alone while it waits for its acknowledgement; then it is put into flash. */
    outboxLateSeconds: integer(10, 1, 300),
    /** How long readings wait in a session for the clock to be set; then live ones go with the cloud's own stamp. */
    outboxHoldSeconds: integer(600, 0, 86_400),
    /** How the device tells what it kept while it was away: after a wait of up to so long, and so many readings a second (0: no limit). */
    replayJitterMilliseconds: integer(2000, 0, 3_600_000),
    replayReadingsPerSecond: integer(0, 0, 100_000),
    /** Unacknowledged messages at a time. */
    windowMessages: integer(8, 1, 64),
    /** Of a message of several readings. */
    messageCharacters: integer(5120, 256, 65_536),
    /** Between two looks at what is due: sensors and outbox. Longer saves power; nothing is ever read more often than this. */
    pollMilliseconds: integer(1000, 100, 60_000),
    /** Longest value taken from the cloud, bytes: while it is taken over, memory holds it twice. Up to that of CN-SES-13. */
    longestWriteBytes: integer(16_384, 256, 1_048_576),
  },
  true,
);

export type SettingName = keyof typeof table;
export type Settings = { readonly [N in SettingName]: (typeof table)[N]["initial"] };

export const settingNames = Object.freeze(Object.keys(table)) as readonly SettingName[];

export interface SettingsStoreOptions {
  domain: KeyValueDomain;
  log: Log;
  /** Settings on trial, which this run uses in place of those that are stored. */
  trial?: Readonly<Record<string, unknown>> | undefined;
  /** What holds where nothing is stored, from the build or the simulator. */
  defaults: Readonly<Record<string, unknown>>;
}

/** A setting that was refused; the message names it, what is wrong and what would be right. */
export class SettingError extends Error {
  override name = "SettingError";
}

/**
 * The device's settings in flash, all in one value: a power cut leaves them old or new, never mixed. A stored or default value that the table does not accept is
 * reported and counts as absent, so that one bad entry never keeps a device from starting.
 */
export class SettingsStore {
  #options: SettingsStoreOptions;

  constructor(options: SettingsStoreOptions) {
    this.#options = options;
  }

  /** The settings that hold: stored, else the defaults given, else the table's. */
  read(): Settings {
    const sources = [this.#readable(), this.#options.defaults];
    // fromEntries forgets which name has which type; `choose` gives each the type of its row.
    return Object.fromEntries(settingNames.map((name) => [name, this.#choose(name, sources)])) as Settings;
  }

  /** Stores some settings beside those already there, all of them or none. Throws a SettingError naming the wrong one. */
  write(changes: Readonly<Record<string, unknown>>): void {
    writeDocument(this.#options.domain, "settings", this.changed(changes));
  }

  /**
   * What would be stored after some changes; undefined goes back to the default. Throws a SettingError naming the wrong one, and stores
   * nothing.
   */
  changed(changes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const { schema: _, ...stored } = this.#stored();
    const result: Record<string, unknown> = { ...stored };
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) delete result[name];
      else result[name] = acceptedSetting(name, value);
    }
    return result;
  }

  /** What is stored, or nothing where flash fails: a device without its settings can still be mended, one that never starts cannot. */
  #readable(): Readonly<Record<string, unknown>> {
    try {
      return this.#options.trial ?? this.#stored();
    } catch (error) {
      this.#options.log.error("settings", `could not be read: ${String(error)}; going on with the defaults`);
      return {};
    }
  }

  #stored(): Readonly<Record<string, unknown>> {
    return readDocument(this.#options.domain, "settings", this.#options.log) ?? {};
  }

  #choose(name: SettingName, sources: readonly Readonly<Record<string, unknown>>[]): string | number {
    for (const source of sources) {
      const value = source[name];
      if (value === undefined) continue;
      const outcome = table[name].accept(value);
      if ("value" in outcome) return outcome.value;
      this.#options.log.error("settings", `${name}: ${JSON.stringify(value)} ${outcome.reason}; ignored`);
    }
    return table[name].initial;
  }
}

/** The value as it is stored. Throws a SettingError that names the setting, what is wrong and what would be right. */
export function acceptedSetting(name: string, value: unknown): string | number {
  if (!isSettingName(name))
    throw new SettingError(
      `setting ${name}: there is none of that name; there are ${settingNames.join(", ")}`,
    );
  const outcome = table[name].accept(value);
  if ("reason" in outcome) throw new SettingError(`setting ${name}: ${outcome.reason}`);
  return outcome.value;
}

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(table, name);
}
