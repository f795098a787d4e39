import { certificatesIn, fromSecret } from "../../certificate/client-certificate.js";
import { failure } from "../../device/failure.js";
import type { Secret } from "../../storage/secret.js";
import type {
  ActivationCallbacks,
  CloudAdapter,
  CloudLink,
  CloudSession,
  SessionCallbacks,
} from "../cloud-adapter.js";
import { Activation } from "./activation.js";
import { newPassword, tokenFrom } from "./credentials.js";
import type { ConnectorOptions } from "./options.js";
import { ConnectorSession, type Login } from "./session.js";

/** The Connector: activation by token or password, login by either or by certificate. */
export class ConnectorAdapter implements CloudAdapter {
  readonly name = "connector";
  #options: ConnectorOptions;

  constructor(options: ConnectorOptions) {
    this.#options = options;
  }

  activate(offered: Secret | undefined, callbacks: ActivationCallbacks): CloudLink {
    switch (this.#options.authentication) {
      case "token":
        return this.#takeToken(callbacks);
      case "password":
        return this.#offerPassword(offered, callbacks);
      case "certificate":
        throw new Error("a certificate needs no activation: the first login is one (CN-PROV-4)");
    }
  }

  connect(credentials: Secret, callbacks: SessionCallbacks): CloudSession {
    return new ConnectorSession({ ...this.#options, login: this.#login(credentials), callbacks });
  }

  /** With a certificate the CONNECT names nobody (CN-PROV-4); else the secret is the password of the deviceId. */
  #login(credentials: Secret): Login {
    if (this.#options.authentication !== "certificate")
      return { user: this.#options.deviceId, password: credentials };
    const pair = fromSecret(credentials);
    if (pair === undefined) throw new Error("the credentials are no certificate and key");
    return {
      clientCertificate: { clientCertificates: certificatesIn(pair.chain), clientKey: pair.key.buffer },
    };
  }

  /** CN-PROV-1: an empty question, the token as the answer. The PUBACK says only that the question arrived. */
  #takeToken(callbacks: ActivationCallbacks): CloudLink {
    const activation = new Activation({
      ...this.#options,
      ask: () => "",
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
        return password.reveal();
      },
      onAsked: () => {
        if (password !== undefined) callbacks.onOffered(password);
      },
      onAnswer: () => undefined,
      onClosed: (reason) => callbacks.onClosed(reason),
    });
  }
}
