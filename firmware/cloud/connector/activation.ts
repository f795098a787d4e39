import { type Failure, failure } from "../../device/failure.js";
import type { TimerHandle } from "../../ports/timer.js";
import type { CloudLink } from "../cloud-adapter.js";
import { MQTTIO } from "../mqtt-io.js";
import type { ConnectorOptions } from "./options.js";
import { provisionTopic } from "./topics.js";

export interface ActivationOptions extends ConnectorOptions {
  /** The payload to publish, asked for when the connection stands; undefined ends the activation without a word. */
  ask(): string | undefined;
  /** The PUBACK: the payload arrived. */
  onAsked(): void;
  /** The answer on the same topic; it may be longer than `longestAnswer` and is undefined then. */
  onAnswer(payload: ArrayBuffer | undefined): void;
  onClosed(failure: Failure): void;
}

/** More than any token, bytes. */
const longestAnswer = 256;

/**
 * An anonymous connection that publishes once on `$provision/<deviceId>`, which is all it may do (CN-PROV-1, CN-PROV-5). QoS 1, because a
 * lost question would cost the whole timeout. Whatever comes of it, somebody has to `close` it or `onClosed` has come.
 */
export class Activation implements CloudLink {
  #options: ActivationOptions;
  #mqtt: MQTTIO;
  #patience: TimerHandle | undefined;
  #asked = false;

  constructor(options: ActivationOptions) {
    this.#options = options;
    const { io, host, port, timing } = options;
    const topic = provisionTopic(options.deviceId);
    this.#mqtt = new MQTTIO({
      io,
      host,
      port,
      roots: options.roots(),
      onCertificate: (certificate) => options.onCertificate?.(certificate),
      keepAlive: timing.keepAlive,
      connectTimeout: timing.connectTimeout,
      longestPayload: longestAnswer,
      onConnected: () => {
        this.#patience = io.Timer.set(
          () => this.fail(failure("activation-timeout")),
          timing.activationTimeout,
        );
      },
      onRoom: () => this.#ask(topic),
      onMessage: (answered, payload) => {
        if (answered === topic) options.onAnswer(payload);
      },
      onDropped: (answered) => {
        if (answered === topic) options.onAnswer(undefined);
      },
      onAcknowledged: () => options.onAsked(),
      onClosed: (reason) => {
        io.Timer.clear(this.#patience);
        // Closed after the question: the identity may be activated already (CN-PROV-7).
        const unanswered = this.#asked && reason.code === "connection-lost";
        options.onClosed(unanswered ? failure("activation-closed", reason.detail) : reason);
      },
    });
  }

  close(): void {
    this.#options.io.Timer.clear(this.#patience);
    this.#mqtt.close();
  }

  /** Ends it with a reason of the caller's. */
  fail(reason: Failure): void {
    this.close();
    this.#options.onClosed(reason);
  }

  #ask(topic: string): void {
    if (this.#asked) return;
    const payload = this.#options.ask();
    if (payload !== undefined) this.#asked = this.#mqtt.publish(topic, payload, { QoS: 1, id: 1 });
  }
}
