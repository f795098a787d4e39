import { failure } from "../../device/failure.js";
import type { Log } from "../../device/log.js";
import type { Secret } from "../../storage/secret.js";
import type {
  ActivationCallbacks,
  CloudAdapter,
  CloudLink,
  CloudSession,
  SessionCallbacks,
} from "../cloud-adapter.js";
import type { MQTTPlatform } from "../mqtt-options.js";
import { Activation } from "./activation.js";
import { newPassword, tokenFrom } from "./credentials.js";
import { ConnectorSession } from "./session.js";

/** Everything that one Connector and one device need to talk. */
export interface ConnectorOptions {
  io: MQTTPlatform;
  /** Host name of the Connector, `<connectorId>.<domain>` (CN-TLS-1). */
  host: string;
  port: number;
  /** Trusted root, DER. */
  root: ArrayBuffer | object;
  deviceId: string;
  /** The Connector's way of telling its devices; a certificate is not among them yet. */
  authentication: "token" | "password";
  /** Bytes that nobody can guess. */
  entropy(count: number): Uint8Array;
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
  /** From the accepted anonymous login to the end of the activation. */
  readonly activationTimeout: number;
  /** From a publish to its PUBACK. */
  readonly acknowledgeTimeout: number;
}

/** The Connector, with token or password authentication: the deviceId as user name, the secret as password. */
export class ConnectorAdapter implements CloudAdapter {
  readonly name = "connector";
  #options: ConnectorOptions;

  constructor(options: ConnectorOptions) {
    this.#options = options;
  }

  activate(offered: Secret | undefined, callbacks: ActivationCallbacks): CloudLink {
    return this.#options.authentication === "token"
      ? this.#takeToken(callbacks)
      : this.#offerPassword(offered, callbacks);
  }

  connect(credentials: Secret, callbacks: SessionCallbacks): CloudSession {
    return new ConnectorSession({ ...this.#options, secret: credentials, callbacks });
  }

  /** CN-PROV-1: an empty question, the token as the answer. The PUBACK says only that the question arrived. */
  #takeToken(callbacks: ActivationCallbacks): CloudLink {
    const activation = new Activation({
      ...this.#options,
      ask: () => new Uint8Array(0),
      onAsked: () => undefined,
      onAnswer: (payload) => {
        const token = payload === undefined ? undefined : tokenFrom(payload);
        if (token === undefined) activation.fail(failure("bad-token"));
        else callbacks.onCredentials(token);
      },
      onClosed: (reason) => callbacks.onClosed(reason),
    });
    return activation;
  }

  /**
   * CN-PROV-3: the password is in flash before it leaves, so a power cut at any moment leaves a device that knows what its cloud may know. No
   * answer comes; an offer that nobody knows the fate of is repeated as it was.
   */
  #offerPassword(offered: Secret | undefined, callbacks: ActivationCallbacks): CloudLink {
    let password = offered;
    return new Activation({
      ...this.#options,
      ask: () => {
        if (password === undefined) {
          password = newPassword(this.#options.entropy);
          if (!callbacks.onOffer(password)) return undefined;
        }
        return new Uint8Array(ArrayBuffer.fromString(password.reveal()));
      },
      onAsked: () => {
        if (password !== undefined) callbacks.onOffered(password);
      },
      onAnswer: () => undefined,
      onClosed: (reason) => callbacks.onClosed(reason),
    });
  }
}
