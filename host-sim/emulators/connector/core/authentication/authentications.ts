import type { ConnectorSettings } from "../settings.js";
import type { Authentication } from "./authentication.js";
import { byCertificate } from "./certificate.js";
import type { AuthenticationType } from "./credential.js";
import { byPassword } from "./password.js";
import { byToken } from "./token.js";

const AUTHENTICATIONS: Readonly<Record<AuthenticationType, (settings: ConnectorSettings) => Authentication>> =
  Object.freeze({
    token: () => byToken,
    password: () => byPassword,
    certificate: ({ pki }) => byCertificate(pki),
  });

/** The one type that a Connector is configured with (spec, part 3). */
export function authenticationOf(settings: ConnectorSettings): Authentication {
  return AUTHENTICATIONS[settings.authentication](settings);
}
