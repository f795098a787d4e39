import { failure } from "../../device/failure.js";
import type { Reading } from "../../outbox/outbox.js";
import type { TimerHandle } from "../../ports/timer.js";
import type { CloudSession, SessionCallbacks } from "../cloud-adapter.js";
import { MQTTIO } from "../mqtt-io.js";
import type { MQTTIOOptions } from "../mqtt-options.js";
import { BatchMeasure } from "./batch-measure.js";
import { encode, fits } from "./codec.js";
import { contentListFrom, contentTopic } from "./content.js";
import type { ConnectorOptions } from "./options.js";
import { writtenTopic } from "./topics.js";

/** How the device says who it is: the columns of part 3 of the interface reference. */
export type Login = Pick<MQTTIOOptions, "user" | "password" | "clientCertificate">;

interface SessionOptions extends ConnectorOptions {
  login: Login;
  callbacks: SessionCallbacks;
}

/** A publish that waits for its PUBACK. */
interface InFlight {
  readonly batch: readonly Reading[];
  readonly deadline: TimerHandle;
}

/** A message takes no more readings than this. */
export const longestBatch = 100;

/**
 * A session with the Connector: readings out at QoS 1 in a bounded window, writes in.
 *
 * It subscribes to nothing, because every change comes without (CN-SES-8); it sends neither PUBACK nor its kin (CN-SES-7), nothing
 * at QoS 2 (CN-SES-5), no DUP (CN-SES-6) and no topic outside `$resource…` (CN-SES-11).
 */
export class ConnectorSession implements CloudSession {
  #options: SessionOptions;
  #mqtt: MQTTIO;
  #inFlight = new Map<number, InFlight>();
  #lastId = 0;
  #measure = new BatchMeasure();

  constructor(options: SessionOptions) {
    this.#options = options;
    const { callbacks, timing } = options;
    this.#mqtt = new MQTTIO({
      io: options.io,
      host: options.host,
      port: options.port,
      roots: options.roots(),
      onCertificate: (certificate) => options.onCertificate?.(certificate),
      ...options.login,
      keepAlive: timing.keepAlive,
      connectTimeout: timing.connectTimeout,
      longestPayload: options.longestWrite,
      onConnected: () => callbacks.onOpen(),
      onRoom: () => callbacks.onRoom(),
      onMessage: (topic, payload) => this.#message(topic, payload),
      onDropped: (topic, byteLength) => this.#dropped(topic, byteLength),
      onAcknowledged: (id) => this.#acknowledged(id),
      onClosed: (reason) => {
        this.#forget();
        callbacks.onClosed(reason);
      },
    });
  }

  get hasRoom(): boolean {
    return this.#inFlight.size < this.#options.window && this.#mqtt.hasRoom;
  }

  send(batch: readonly Reading[], uptime: number): boolean {
    this.#measure.clear();
    if (this.#inFlight.size >= this.#options.window) return false;
    const { topic, payload } = encode(batch, this.#options.now(), uptime);
    const id = this.#freeId();
    if (!this.#mqtt.publish(topic, payload, { QoS: 1, id })) return false;
    this.#lastId = id;
    this.#inFlight.set(id, { batch, deadline: this.#await(id) });
    return true;
  }

  /** QoS 0: a question that gets lost is asked again by whoever misses the answer. */
  askContents(): boolean {
    return this.#mqtt.publish(contentTopic, "", { QoS: 0 });
  }

  fits(batch: readonly Reading[], reading: Reading, uptime: number): boolean {
    if (batch.length >= longestBatch || !fits(batch, reading, uptime)) return false;
    return this.#measure.with(batch, reading) <= this.#options.longestMessage;
  }

  close(): void {
    this.#forget();
    this.#mqtt.close();
  }

  #message(topic: string, payload: ArrayBuffer): void {
    const { log, callbacks } = this.#options;
    const written = writtenTopic(topic);
    if (topic === contentTopic) return this.#contents(payload);
    if (written === undefined) return log.warning("cloud", `message on ${topic} ignored`);
    let text: string;
    try {
      text = String.fromArrayBuffer(payload);
    } catch {
      return log.warning("cloud", `${topic}: refused: not UTF-8`);
    }
    callbacks.onWrite(written.alias, text, written.stamp);
  }

  /** CN-CON-1 */
  #contents(payload: ArrayBuffer): void {
    let outcome: ReturnType<typeof contentListFrom>;
    try {
      outcome = contentListFrom(String.fromArrayBuffer(payload));
    } catch {
      outcome = { problem: "it is not UTF-8" };
    }
    const answer = "problem" in outcome ? failure("content-malformed", outcome.problem) : outcome;
    this.#options.callbacks.onContents(answer);
  }

  #dropped(topic: string, byteLength: number): void {
    const { longestWrite } = this.#options;
    const problem = `${byteLength} bytes are more than ${longestWrite}, not taken`;
    this.#options.log.warning("cloud", `${topic}: ${problem}`);
    if (topic === contentTopic) this.#options.callbacks.onContents(failure("content-malformed", problem));
  }

  #acknowledged(id: number): void {
    const flight = this.#inFlight.get(id);
    if (flight === undefined) return; // a duplicate: the first one did the work
    this.#inFlight.delete(id);
    this.#options.io.Timer.clear(flight.deadline);
    this.#options.callbacks.onAcknowledged(flight.batch);
    this.#options.callbacks.onRoom();
  }

  /**
   * A server that takes bytes and answers nothing is found out here, long before keep-alive would. As long as it takes pieces of a long
   * message it is not late: a mebibyte over a slow link needs its minutes.
   */
  #await(id: number): TimerHandle {
    const { io, timing, callbacks } = this.#options;
    const continued = this.#mqtt.continued;
    return io.Timer.set(() => {
      const flight = this.#inFlight.get(id);
      if (flight !== undefined && this.#mqtt.continued > continued) {
        this.#inFlight.set(id, { ...flight, deadline: this.#await(id) });
        return;
      }
      this.close();
      callbacks.onClosed(failure("acknowledge-timeout"));
    }, timing.acknowledgeTimeout);
  }

  #forget(): void {
    for (const { deadline } of this.#inFlight.values()) this.#options.io.Timer.clear(deadline);
    this.#inFlight.clear();
  }

  /** 1 to 65,535, none that is on its way [MQTT-2.3.1-2]. */
  #freeId(): number {
    let id = this.#lastId;
    do id = (id % 65_535) + 1;
    while (this.#inFlight.has(id));
    return id;
  }
}
