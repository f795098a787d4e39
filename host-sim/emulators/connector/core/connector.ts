import { activationRefusal } from "./activation.js";
import type {
  Authentication,
  Caller,
  CredentialSource,
  LoginVerdict,
} from "./authentication/authentication.js";
import { authenticationOf } from "./authentication/authentications.js";
import type { Credential } from "./authentication/credential.js";
import type { ContentEntry } from "./content.js";
import { type Cell, type Device, isPending } from "./device.js";
import type { ConnectorEventBody, ReportTopic } from "./events.js";
import { FaultBoard } from "./faults/fault-board.js";
import { definitionFor } from "./learning.js";
import type { PacketNote } from "./packet-note.js";
import { type CloseReason, REJECTIONS, type Refusal, type Rejection } from "./reasons.js";
import { judge, parseReport } from "./report.js";
import { formatValue, type ResourceDefinition, type ResourceValue } from "./resource.js";
import type { ConnectorSettings } from "./settings.js";
import { Stamps } from "./stamps.js";
import { isReport, type PublishTopic, parsePublishTopic, resourceTopic } from "./topics.js";
import { asBuffer } from "./utf8.js";

/** A logged-in connection, as the Connector sees it. */
export interface Link {
  /** Sends a change at QoS 0 (CN-SES-8). */
  deliver(topic: string, payload: string, now: number): void;
  /** Does nothing where it has ended. */
  end(reason: CloseReason, now: number): void;
}

/** What a device asks to be published when its connection ends without DISCONNECT. */
export interface Will {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** What the Connector needs from the world around it. None of it blocks or calls back into the Connector. */
export interface ConnectorPorts extends CredentialSource {
  /** @param now milliseconds since 1970. */
  emit(now: number, event: ConnectorEventBody): void;
  /** The files that devices may download now (CN-CON-1). */
  contents(): readonly ContentEntry[];
  /** Told of every packet that arrived whole or left, if somebody wants to know. */
  readonly packet?: ((note: PacketNote) => void) | undefined;
  /** The state changed. `now`: save before returning, a credential is about to leave; `soon`: when convenient. */
  changed(urgency: "now" | "soon"): void;
}

/** Values below are seconds or milliseconds by mistake: 1e14 microseconds is March 1973 (CN-RES-3). */
const LEAST_PLAUSIBLE_MICROSECONDS = 1e14;

/**
 * One Connector: its devices, their resources and who is connected. Knows no sockets and no clock; every method
 * that needs the time is given `now` in milliseconds since 1970.
 */
export class Connector {
  readonly id: string;
  readonly settings: ConnectorSettings;
  readonly devices: Map<string, Device>;
  readonly definitions: Map<string, ResourceDefinition>;
  readonly ports: ConnectorPorts;
  /** What goes wrong on demand. */
  readonly faults: FaultBoard;
  readonly #authentication: Authentication;
  readonly #links = new Map<string, Link>();
  readonly #stamps = new Stamps();

  constructor(options: {
    readonly id: string;
    readonly settings: ConnectorSettings;
    readonly definitions: Iterable<ResourceDefinition>;
    readonly devices: Iterable<Device>;
    readonly ports: ConnectorPorts;
  }) {
    this.id = options.id;
    this.settings = options.settings;
    this.#authentication = authenticationOf(options.settings);
    this.ports = options.ports;
    this.faults = new FaultBoard((now, event) => options.ports.emit(now, event));
    this.definitions = new Map([...options.definitions].map((definition) => [definition.alias, definition]));
    this.devices = new Map([...options.devices].map((device) => [device.id, device]));
  }

  isConnected(device: Device): boolean {
    return this.#links.has(device.id);
  }

  /** Who is calling, by the Connector's authentication type. */
  judgeLogin(caller: Caller): LoginVerdict {
    return this.#authentication.login(this.devices, caller);
  }

  /**
   * Activation by PUBLISH (CN-PROV-1, CN-PROV-3).
   * @returns what is published back: the token, or nothing where the device chose its password.
   */
  provision(
    deviceId: string,
    payload: Uint8Array,
  ): { readonly answer: string | undefined } | { readonly refusal: Refusal } {
    // Before the payload is looked at: digesting a stranger's password costs time.
    const refusal = activationRefusal(this.settings, deviceId, this.devices.get(deviceId));
    if (refusal !== undefined) return { refusal };
    const enrolment = this.#authentication.enroll(payload, this.ports);
    if ("refusal" in enrolment) return enrolment;
    const activation = this.activate(deviceId, enrolment.credential);
    return "refusal" in activation ? activation : { answer: enrolment.answer };
  }

  /**
   * Gives an identity its credential (CN-PROV-6, CN-PROV-7). It is saved before this returns: a Connector that
   * forgot a token it gave away would lock the device out.
   */
  activate(
    deviceId: string,
    credential: Credential,
  ): { readonly device: Device } | { readonly refusal: Refusal } {
    const known = this.devices.get(deviceId);
    const refusal = activationRefusal(this.settings, deviceId, known);
    if (refusal !== undefined) return { refusal };
    const device = known ?? this.addDevice(deviceId);
    device.provisioning = "provisioned";
    device.credential = credential;
    this.ports.changed("now");
    return { device };
  }

  /** Adds an identity to the whitelist (CN-PROV-6); the caller made sure that it is new. */
  addDevice(deviceId: string): Device {
    const cells = new Map<string, Cell>();
    for (const { alias, initial } of this.definitions.values()) {
      if (initial !== undefined) cells.set(alias, { reported: initial, set: initial, timestamp: 0 });
    }
    const device: Device = { id: deviceId, provisioning: "whitelisted", locked: false, cells };
    this.devices.set(deviceId, device);
    this.ports.changed("soon");
    return device;
  }

  /** Makes `link` the device's connection. An older one gives way to it (part 4: the newer connection wins). */
  attach(device: Device, link: Link, now: number): void {
    this.disconnect(device, "taken-over", now);
    this.#links.set(device.id, link);
  }

  /** Forgets a connection that ended; a newer one of the same device is left alone. */
  detach(device: Device, link: Link): void {
    if (this.#links.get(device.id) === link) this.#links.delete(device.id);
  }

  /** Closes the device's connection, if there is one. */
  disconnect(device: Device, reason: CloseReason, now: number): boolean {
    const link = this.#links.get(device.id);
    link?.end(reason, now);
    return link !== undefined;
  }

  /** Sends everything that changed while the device was away, newest value only (CN-MOD-3). */
  synchronize(device: Device, now: number): void {
    for (const [alias, cell] of device.cells) if (isPending(cell)) this.#deliver(device, alias, cell, now);
  }

  pendingCount(device: Device): number {
    return [...device.cells.values()].filter(isPending).length;
  }

  /**
   * Takes over a device's report (CN-RES-1/2/3). What does not fit is dropped and logged, value by value.
   * @returns whether everything in it was taken over.
   */
  report(
    device: Device,
    topic: PublishTopic & { kind: ReportTopic },
    payload: Uint8Array,
    now: number,
  ): boolean {
    const report = parseReport(topic, payload);
    if (typeof report === "string") {
      this.#reject(device, { topic: topic.kind }, report, now);
      return false;
    }
    let allTaken = true;
    let flagged = false;
    for (const { alias, content, timestamp } of report.values) {
      if (this.settings.learn) this.#learn(alias, content);
      const verdict = judge(this.definitions.get(alias), content);
      if ("rejection" in verdict) {
        this.#reject(device, { resource: alias, topic: topic.kind }, verdict.rejection, now);
        allTaken = false;
        continue;
      }
      if (timestamp !== undefined && timestamp < LEAST_PLAUSIBLE_MICROSECONDS && !flagged) {
        flagged = true;
        const text = `timestamp ${timestamp} lies before 1973: microseconds are expected (CN-RES-3)`;
        this.ports.emit(now, {
          event: "flagged",
          device: device.id,
          reason: "timestamp-not-microseconds",
          timestamp,
          text,
        });
      }
      this.#take(device, alias, verdict.value, report.via, timestamp, now);
    }
    this.ports.changed("soon");
    return allTaken;
  }

  /** Hands a message on a topic of the device's own to whoever listens to the events, as scripts would (dialect D). */
  hand(device: Device, topic: string, payload: Uint8Array, now: number): void {
    const text = asBuffer(payload).toString("utf8");
    this.ports.emit(now, { event: "message", device: device.id, topic, payload: text });
  }

  /** A will counts like a message that the device sent at QoS 0 (dialect D). */
  takeWill(device: Device, will: Will, now: number): void {
    const topic = parsePublishTopic(will.topic);
    if (topic === undefined) this.hand(device, will.topic, will.payload, now);
    else if (isReport(topic)) this.report(device, topic, will.payload, now);
  }

  /** The cloud writes a value that was checked before: only `set` changes (CN-MOD-2). */
  write(
    device: Device,
    alias: string,
    value: ResourceValue,
    now: number,
  ): { delivered: boolean; timestamp: number } {
    const cell: Cell = { ...device.cells.get(alias), set: value, timestamp: this.#stamp(now) };
    device.cells.set(alias, cell);
    this.ports.changed("soon");
    const delivered = this.#deliver(device, alias, cell, now);
    const { timestamp } = cell;
    this.ports.emit(now, { event: "set", device: device.id, resource: alias, value, timestamp, delivered });
    return { delivered, timestamp };
  }

  #reject(
    device: Device,
    where: { readonly resource?: string; readonly topic: ReportTopic },
    reason: Rejection,
    now: number,
  ): void {
    this.ports.emit(now, {
      event: "rejected",
      device: device.id,
      ...where,
      reason,
      text: REJECTIONS[reason],
    });
  }

  #take(
    device: Device,
    alias: string,
    value: ResourceValue,
    via: ReportTopic,
    given: number | undefined,
    now: number,
  ): void {
    const cell = device.cells.get(alias);
    const timestamp = given ?? this.#stamp(now);
    // History older than what is held was overtaken by a newer report or write: it is logged, nothing more. What is
    // reported now is the newest there is, whatever a skewed clock stamped before it.
    const current = given === undefined || cell === undefined || timestamp >= cell.timestamp;
    const settles = current && cell !== undefined && isPending(cell);
    if (current) device.cells.set(alias, { reported: value, set: value, timestamp });
    this.ports.emit(now, {
      event: "reported",
      device: device.id,
      resource: alias,
      value,
      timestamp,
      via,
      settles,
      current,
    });
  }

  #deliver(device: Device, alias: string, cell: Cell, now: number): boolean {
    const link = this.#links.get(device.id);
    if (link === undefined || cell.set === undefined) return false;
    const topic = resourceTopic(alias, this.settings.stampedTopics ? cell.timestamp : undefined);
    link.deliver(topic, formatValue(cell.set), now);
    return true;
  }

  #learn(alias: string, content: Parameters<typeof judge>[1]): void {
    const definition = this.definitions.has(alias) ? undefined : definitionFor(alias, content);
    if (definition !== undefined) this.definitions.set(alias, definition);
  }

  #stamp(now: number): number {
    return this.#stamps.next(now, this.faults.active("clock-skew")?.fault.milliseconds ?? 0);
  }
}
