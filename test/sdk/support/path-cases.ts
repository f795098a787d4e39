import { x509 } from "../../../host-sim/emulators/connector/tls/certificate-library.js";
import { type CertificateOptions, issue, type Signed } from "./chains.js";

/** A chain as a server sends it, and what a client makes of it. */
export interface PathCase {
  readonly name: string;
  readonly accepted: boolean;
  readonly chain: readonly Uint8Array[];
  readonly root: Uint8Array;
  readonly host: string;
}

const host = "device.m2.localhost";
const { digitalSignature, cRLSign } = x509.KeyUsageFlags;
const clientPurpose = "1.3.6.1.5.5.7.3.2";
const serverPurpose = "1.3.6.1.5.5.7.3.1";

const root: CertificateOptions = { name: "root", authority: true };
const middle: CertificateOptions = { name: "middle", authority: true };
const server: CertificateOptions = { name: "server", names: [host], authority: false };

/** All cases; keys are made anew each time. */
export async function pathCases(): Promise<PathCase[]> {
  const cases: PathCase[] = [];
  const add = (
    name: string,
    accepted: boolean,
    chain: readonly Signed[],
    trusted: Signed,
    asked = host,
  ): void => {
    cases.push({ name, accepted, chain: chain.map(derOf), root: derOf(trusted), host: asked });
  };
  const anchor = await issue(root);
  const between = await issue(middle, anchor);
  const leaf = await issue(server, between);
  const direct = await issue(server, anchor);

  add("the server's certificate alone, signed by the root", true, [direct], anchor);
  add("with the root behind it", true, [direct, anchor], anchor);
  add("with one authority between", true, [leaf, between], anchor);
  add("with one authority between and the root", true, [leaf, between, anchor], anchor);
  add("the host in capitals", true, [direct], anchor, host.toUpperCase());
  for (const kind of ["p384", "rsa2048"] as const) {
    const other = await issue({ ...root, kind });
    add(`a root with a key of ${kind}`, true, [await issue(server, other)], other);
  }
  const rsaServer = await issue({ ...server, kind: "rsa2048" }, anchor);
  add("a server with an RSA key", true, [rsaServer], anchor);

  add("no authority between although one signed", false, [leaf], anchor);
  add("another root of another name", false, [direct], await issue({ ...root, name: "stranger" }));
  add("another root of the same name", false, [direct], await issue(root));
  const impostor = await issue(server, await issue({ ...middle, name: "middle" }));
  add("an impostor before an honest chain", false, [impostor, leaf, between, anchor], anchor);
  add("an impostor before an honest authority", false, [impostor, between, anchor], anchor);
  add("signed by another server", false, [await issue(server, leaf), leaf, between], anchor);
  add("one bit of the signature turned", false, [turned(direct)], anchor);

  const variants: readonly [string, boolean, Partial<CertificateOptions>, string?][] = [
    ["another name", false, { names: ["other.m2.localhost"] }],
    ["its name in the subject only", false, { name: host, names: ["other.m2.localhost"] }],
    ["a wildcard for its label", true, { names: ["*.m2.localhost"] }],
    ["a wildcard for two labels", false, { names: ["*.localhost"] }],
    ["a wildcard in the middle", false, { names: ["device.*.localhost"] }],
    ["the address asked for", true, { names: ["127.0.0.1"] }, "127.0.0.1"],
    ["another address", false, { names: ["127.0.0.2"] }, "127.0.0.1"],
    ["expired", false, { from: -3, to: -1 }],
    ["not yet valid", false, { from: 1, to: 3 }],
    ["for servers", true, { purposes: [serverPurpose] }],
    ["for clients only", false, { purposes: [clientPurpose] }],
    ["for signing in a handshake", true, { usage: digitalSignature }],
    ["for revocation lists only", false, { usage: cRLSign }],
    ["an unknown extension", true, { unknown: { id: "1.2.3.4", critical: false } }],
    ["an unknown critical extension", false, { unknown: { id: "1.2.3.4", critical: true } }],
  ];
  for (const [name, accepted, change, asked] of variants)
    add(`server: ${name}`, accepted, [await issue({ ...server, ...change }, anchor)], anchor, asked);

  const authorities: readonly [string, boolean, CertificateOptions][] = [
    ["no basic constraints", false, { name: "middle" }],
    ["not an authority", false, { name: "middle", authority: false }],
    ["may not sign certificates", false, { ...middle, usage: digitalSignature }],
    ["expired", false, { ...middle, from: -3, to: -1 }],
    ["for clients only", false, { ...middle, purposes: [clientPurpose] }],
    ["allows no authority below, and there is none", true, { ...middle, pathLength: 0 }],
    ["unknown critical extension", false, { ...middle, unknown: { id: "1.2.3.4", critical: true } }],
    ["a key of 1,024 bits", false, { ...middle, kind: "rsa1024" }],
    ["signs with SHA-1", false, { ...middle, kind: "sha1" }],
  ];
  for (const [name, accepted, options] of authorities) {
    const issuer = await issue(options, anchor);
    add(`authority: ${name}`, accepted, [await issue(server, issuer), issuer], anchor);
  }

  const narrow = await issue({ ...middle, name: "narrow", pathLength: 0 }, anchor);
  const below = await issue(middle, narrow);
  add("an authority below one that allows none", false, [await issue(server, below), below, narrow], anchor);
  const tight = await issue({ ...root, pathLength: 0 });
  const extra = await issue(middle, tight);
  add("an authority below a root that allows none", false, [await issue(server, extra), extra], tight);
  const old = await issue({ ...root, from: -3, to: -1 });
  add("an expired root", false, [await issue(server, old)], old);
  return cases;
}

function derOf({ certificate }: Signed): Uint8Array {
  return new Uint8Array(certificate.rawData);
}

/** The same certificate with the last bit of its signature turned. */
function turned(signed: Signed): Signed {
  const bytes = derOf(signed).slice();
  const last = bytes.byteLength - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  return { ...signed, certificate: new x509.X509Certificate(bytes) };
}
