import { hostNameOf } from "../network/host-name.js";
import { WiFiCredentialsError, wifiCredentials } from "../network/wifi-credentials.js";
import type { ConsoleHost } from "./console-host.js";
import {
  decodeImprov,
  encodeImprov,
  encodeImprovResult,
  type ImprovError,
  type ImprovState,
  improvCommand,
  improvError,
  improvState,
  improvType,
  readImprovCommand,
  readImprovWiFi,
} from "./improv.js";
import { utf8Text } from "./utf8.js";

export interface ImprovSessionOptions {
  readonly host: ConsoleHost;
  /** Takes the line for a command that takes its time; undefined where another has it. */
  occupy(): (() => void) | undefined;
  send(packet: Uint8Array): void;
}

/**
 * Improv Wi-Fi over serial, the device's side (improv-wifi.com/serial): how browsers recognise the device and give it its network. An accepted
 * command is confirmed by error 0, and everything it brings follows.
 */
export class ImprovSession {
  #options: ImprovSessionOptions;
  #isProvisioning = false;

  constructor(options: ImprovSessionOptions) {
    this.#options = options;
  }

  /** A packet of the length that it tells; undefined where its bytes stopped coming. */
  receive(bytes: Uint8Array | undefined): void {
    const packet = bytes === undefined ? undefined : decodeImprov(bytes);
    const command = packet?.type === improvType.command ? readImprovCommand(packet.data) : undefined;
    if (command === undefined) return this.#error(improvError.invalidPacket);
    this.#run(command.command, command.payload);
  }

  #run(command: number, payload: Uint8Array): void {
    switch (command) {
      case improvCommand.wifiSettings:
        return this.#join(payload);
      case improvCommand.state:
        this.#error(improvError.none);
        this.#state();
        if (this.#present() === improvState.provisioned) this.#result(command, []);
        return;
      case improvCommand.info:
        return this.#info(command);
      case improvCommand.scan:
        return this.#scan(command);
      case improvCommand.hostname:
        return this.#name(command, "hostname", payload);
      case improvCommand.deviceName:
        return this.#name(command, "deviceName", payload);
      default:
        return this.#error(improvError.unknownCommand);
    }
  }

  #info(command: number): void {
    const { name, version } = this.#options.host;
    const { board } = this.#options.host.status();
    this.#error(improvError.none);
    this.#result(command, [name, version, board, this.#nameOf("deviceName")]);
  }

  #join(payload: Uint8Array): void {
    const { host, occupy } = this.#options;
    const given = readImprovWiFi(payload);
    if (given === undefined) return this.#error(improvError.invalidPacket);
    const network = ((): ReturnType<typeof wifiCredentials> | undefined => {
      try {
        return wifiCredentials(given.ssid, given.password);
      } catch (error) {
        if (error instanceof WiFiCredentialsError) return undefined;
        throw error;
      }
    })();
    const release = host.wifi === undefined || network === undefined ? undefined : occupy();
    if (network === undefined || release === undefined) return this.#error(improvError.unableToConnect);
    this.#error(improvError.none);
    this.#isProvisioning = true;
    this.#state();
    const end = (reason?: string): void => {
      this.#isProvisioning = false;
      release();
      if (reason !== undefined) this.#error(improvError.unableToConnect);
      this.#state();
      if (reason === undefined) this.#result(improvCommand.wifiSettings, []);
    };
    host.join(network, (reason) => {
      if (reason !== undefined) return end(reason);
      try {
        host.keep(network);
        end();
      } catch {
        end("flash did not take it");
      }
    });
  }

  #scan(command: number): void {
    const { host, occupy } = this.#options;
    const release = host.wifi === undefined ? undefined : occupy();
    if (host.wifi === undefined || release === undefined) return this.#error(improvError.unknown);
    this.#error(improvError.none);
    host.wifi.scan((found = []) => {
      release();
      for (const { SSID, RSSI, security } of found)
        this.#result(command, [SSID, String(RSSI), security === "none" ? "NO" : "YES"]);
      this.#result(command, []);
    });
  }

  /**
   * Reads or stores one of the device's names, which counts from the next start on; it needs no trial, since nothing depends on it. Refused while a commit is pending, which would
   * replace all settings by those of its own.
   */
  #name(command: number, setting: "hostname" | "deviceName", payload: Uint8Array): void {
    const { settings, isCommitPending } = this.#options.host;
    const wanted = utf8Text(payload);
    if (wanted !== "" && isCommitPending) return this.#error(improvError.unknown);
    try {
      if (wanted === undefined) throw new RangeError("not UTF-8");
      if (wanted !== "") settings.storeNow(setting, wanted);
    } catch {
      return this.#error(improvError.badHostname);
    }
    this.#error(improvError.none);
    this.#result(command, [wanted === "" ? this.#nameOf(setting) : (wanted ?? "")]);
  }

  #nameOf(setting: "hostname" | "deviceName"): string {
    const { host } = this.#options;
    const name = host.settings.nameOf(setting);
    if (name !== "") return name;
    const { device } = host.status();
    return setting === "hostname" ? hostNameOf(device) : device;
  }

  #present(): ImprovState {
    const { host } = this.#options;
    if (host.wifi === undefined) return improvState.stopped;
    if (this.#isProvisioning) return improvState.provisioning;
    return host.status().network.stage === "up" ? improvState.provisioned : improvState.ready;
  }

  #state(): void {
    this.#options.send(encodeImprov({ type: improvType.state, data: Uint8Array.of(this.#present()) }));
  }

  #error(error: ImprovError): void {
    this.#options.send(encodeImprov({ type: improvType.error, data: Uint8Array.of(error) }));
  }

  #result(command: number, texts: readonly string[]): void {
    this.#options.send(encodeImprovResult(command, texts));
  }
}
