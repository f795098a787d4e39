import { createPrivateKey, X509Certificate } from "node:crypto";
import { certificatesIn } from "../../firmware/certificate/client-certificate.js";
import type { DeviceAuthority, KeyPair } from "../../host-sim/emulators/connector/index.js";
import { CommandError } from "../exit-code.js";
import { readCredentials } from "./provision/credential-file.js";
import { PlanError } from "./provision/plan-error.js";
import type { StateFolder } from "./state-folder.js";

/** What a simulated device proves with who it is (CN-PROV-4). */
export interface DeviceCertificate {
  /** The certificate's common name. */
  readonly device: string;
  /** PEM, the chain behind the certificate. */
  readonly pair: KeyPair;
}

/**
 * Reads a certificate and its key from files, PEM or DER, as the firmware can use them: RSA.
 *
 * @throws CommandError naming the option, what is wrong with its file and what would be right
 */
export async function readDeviceCertificate(files: {
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}): Promise<DeviceCertificate> {
  const { certificate, key } = files;
  try {
    const { cert = new Uint8Array(), key: keyBytes = new Uint8Array() } = await readCredentials({
      ...(certificate === undefined ? {} : { cert: certificate }),
      ...(key === undefined ? {} : { key }),
    });
    const chain = certificatesIn(cert).map((each) => new X509Certificate(Buffer.from(each)));
    return {
      device: await nameIn(chain[0], certificate),
      pair: {
        cert: chain.join(""),
        key: createPrivateKey({ key: Buffer.from(keyBytes), format: "der", type: "pkcs8" })
          .export({ format: "pem", type: "pkcs8" })
          .toString(),
      },
    };
  } catch (error) {
    if (error instanceof PlanError) throw new CommandError("usage", `--${error.message}`);
    throw error;
  }
}

async function nameIn(own: X509Certificate | undefined, file = ""): Promise<string> {
  const { commonNameOf } = await import("../../host-sim/emulators/connector/tls/common-name.js");
  const name = own && commonNameOf(own);
  if (name !== undefined) return name;
  throw new PlanError(
    `certificate: ${file} has not one common name, which would be the device's identity (CN-PROV-4); have one issued that has`,
  );
}

/** The PKI of the emulator that keeps its state in this folder, made where there is none. Throws a CommandError where it cannot be used. */
export async function deviceAuthority(state: StateFolder): Promise<DeviceAuthority> {
  // Heavy: only for those who need it.
  const { DeviceAuthority } = await import("../../host-sim/emulators/connector/index.js");
  try {
    return await DeviceAuthority.open(state.connector);
  } catch (error) {
    throw new CommandError("failed", error instanceof Error ? error.message : String(error));
  }
}

/** A device's certificate by that PKI: the one it had before, as long as it serves. */
export async function issuedCertificate(
  authority: DeviceAuthority,
  device: string,
): Promise<DeviceCertificate> {
  return { device, pair: await authority.certificateFor(device, Date.now()) };
}
