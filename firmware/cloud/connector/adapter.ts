import { failure } from "../../device/failure.js";
import type { Log } from "../../device/log.js";
import type { TimerPort } from "../../ports/timer.js";
import type { Secret } from "../../storage/secret.js";
import type {
  ActivationCallbacks,
  CloudAdapter,
  CloudLink,
  CloudSession,
  SessionCallbacks,
} from "../cloud-adapter.js";
import { MQTTIO } from "../mqtt-io.js";
import type { MQTTPlatform } from "../mqtt-options.js";
import { tokenFrom } from "./credentials.js";
import { ConnectorSession } from "./session.js";
import { provisionTopic } from "./topics.js";

/** Everything that one Connector and one device need to talk. */
export interface ConnectorOptions {
  io: MQTTPlatform;
  /** Host name of the Connector, `<connectorId>.<domain>` (CN-TLS-1). */
  host: string;
  port: number;
  /** Trusted root, DER. */
  root: ArrayBuffer | object;
  deviceId: string;
  /** All in milliseconds. */
  timing: ConnectorTiming;
  /** Unacknowledged messages at a time. */
  window: number;
  /** Milliseconds since 1970. */
  now(): number;
  log: Log;
}

export interface ConnectorTiming {
  readonly keepAlive: number;
  /** To the accepted login. */
  readonly connectTimeout: number;
  /** From the activation's publish to the token. */
  readonly activationTimeout: number;
  /** From a publish to its PUBACK. */
  readonly acknowledgeTimeout: number;
}

/** The Connector with token authentication. */
export class ConnectorAdapter implements CloudAdapter {
  readonly name = "connector";
  #options: ConnectorOptions;

  constructor(options: ConnectorOptions) {
    this.#options = options;
  }

  /** CN-PROV-1: anonymous login, an empty PUBLISH on `$provision/<deviceId>`, the token as the answer on the same topic. */
  activate(callbacks: ActivationCallbacks): CloudLink {
    const { io, host, port, root, deviceId, timing } = this.#options;
    const topic = provisionTopic(deviceId);
    const Timer: TimerPort = io.Timer;
    let patience: object | undefined;
    let asked = false;
    const end = (): void => Timer.clear(patience);
    const fail = (code: "activation-timeout" | "bad-token"): void => {
      link.close();
      end();
      callbacks.onClosed(failure(code));
    };
    const link = new MQTTIO({
      io,
      host,
      port,
      root,
      keepAlive: timing.keepAlive,
      connectTimeout: timing.connectTimeout,
      longestPayload: 256,
      onConnected: () => {
        patience = Timer.set(() => fail("activation-timeout"), timing.activationTimeout);
      },
      onRoom: () => {
        // QoS 1, because a lost question would cost the whole timeout.
        asked ||= link.publish(topic, new Uint8Array(0), { QoS: 1, id: 1 });
      },
      onMessage: (answered, payload) => {
        if (answered !== topic) return;
        const token = tokenFrom(payload);
        if (token === undefined) return fail("bad-token");
        end();
        callbacks.onCredentials(token);
      },
      onDropped: (answered) => {
        if (answered === topic) fail("bad-token");
      },
      onAcknowledged: () => {
        // The PUBACK says that the question arrived; the token is the answer.
      },
      onClosed: (reason) => {
        end();
        callbacks.onClosed(
          asked && reason.code === "connection-lost" ? failure("activation-closed", reason.detail) : reason,
        );
      },
    });
    return {
      close: () => {
        end();
        link.close();
      },
    };
  }

  connect(credentials: Secret, callbacks: SessionCallbacks): CloudSession {
    return new ConnectorSession({ ...this.#options, token: credentials, callbacks });
  }
}
