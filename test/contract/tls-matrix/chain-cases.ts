import { x509 } from "../../../host-sim/emulators/connector/tls/certificate-library.js";
import { type CertificateOptions, derOf, issue, type Signed } from "./certificates.js";
import { identity, serveByOpenSSL } from "./openssl-server.js";
import type { ServerCase } from "./server-case.js";

const host = "device.m2.localhost";
const { digitalSignature, cRLSign, keyCertSign } = x509.KeyUsageFlags;
const clientPurpose = "1.3.6.1.5.5.7.3.2";
const serverPurpose = "1.3.6.1.5.5.7.3.1";

const root: CertificateOptions = { name: "root", authority: true };
const middle: CertificateOptions = { name: "middle", authority: true };
const server: CertificateOptions = { name: "server", names: [host], authority: false };

/** Chains of certificates, names and dates, each shown by a server of OpenSSL; keys are made anew each time. */
export async function chainCases(): Promise<ServerCase[]> {
  const cases: ServerCase[] = [];
  let group = "";
  const add = (
    name: string,
    accepted: boolean,
    chain: readonly Signed[],
    trusted: readonly Signed[],
    asked = host,
  ): void => {
    const [first, ...others] = chain;
    if (first === undefined) throw new Error(`${name}: no certificate`);
    const start = () => serveByOpenSSL(identity(first, ...others));
    cases.push({ name, group, accepted, roots: trusted.map(derOf), host: asked, start });
  };
  const anchor = await issue(root);
  const between = await issue(middle, anchor);
  const leaf = await issue(server, between);
  const direct = await issue(server, anchor);
  const stranger = await issue({ ...root, name: "stranger" });

  group = "Chains";
  add("the server's certificate alone, signed by the root", true, [direct], [anchor]);
  add("the root behind it", true, [direct, anchor], [anchor]);
  add("one authority between", true, [leaf, between], [anchor]);
  add("one authority between and the root", true, [leaf, between, anchor], [anchor]);
  const low = await issue({ ...middle, name: "low" }, between);
  const deep = await issue(server, low);
  add("two authorities between", true, [deep, low, between], [anchor]);
  add("two authorities between, in the wrong order", true, [deep, between, low], [anchor]);
  add(
    "certificates of others behind the chain",
    true,
    [leaf, between, stranger, await issue(middle, stranger)],
    [anchor],
  );
  add("an authority between as the trusted root", true, [leaf, between, anchor], [between]);
  add("no authority between although one signed", false, [leaf], [anchor]);
  add("another root of another name", false, [direct], [stranger]);
  add("another root of the same name", false, [direct], [await issue(root)]);
  const impostor = await issue(server, await issue(middle));
  add("an impostor before an honest chain", false, [impostor, leaf, between, anchor], [anchor]);
  add("an impostor before an honest authority", false, [impostor, between, anchor], [anchor]);
  add("signed by another server", false, [await issue(server, leaf), leaf, between], [anchor]);
  add("signed by itself", false, [await issue(server)], [anchor]);
  add("one bit of the signature turned", false, [turned(direct)], [anchor]);
  add("one bit of an authority's signature turned", false, [leaf, turned(between)], [anchor]);

  group = "Several trusted roots";
  const next = await issue({ ...root, name: "next root" });
  add("signed by the first of two", true, [direct], [anchor, next]);
  add("signed by the second of two", true, [await issue(server, next)], [anchor, next]);
  add("signed by none of three", false, [direct], [next, stranger, await issue({ ...root, name: "third" })]);
  const expired = await issue({ ...root, from: -30, to: -1 });
  const renewed = await issue({ ...root, to: 90 }, undefined, expired.keys);
  const bySameKey = await issue(server, expired);
  add("an expired root, and the same with a new date", true, [bySameKey], [renewed, expired]);
  add("an expired root, and another", false, [bySameKey], [next, expired]);
  const [oldRoot, newRoot] = [
    await issue({ ...root, identified: true }),
    await issue({ ...root, identified: true }),
  ];
  const byNew = await issue({ ...server, identified: true }, newRoot);
  add("two of one name with different keys", true, [byNew], [oldRoot, newRoot]);
  const cross = await issue({ ...root, name: "next root" }, anchor, next.keys);
  add(
    "the next one, signed by the one of today, to who knows that",
    true,
    [await issue(server, next), cross],
    [anchor],
  );
  add(
    "the next one, signed by the one of today, to who knows both",
    true,
    [await issue(server, next), cross],
    [anchor, next],
  );

  group = "Names";
  const named: readonly [string, boolean, Partial<CertificateOptions>, string?][] = [
    ["the host in capitals", true, {}, host.toUpperCase()],
    ["another name", false, { names: ["other.m2.localhost"] }],
    ["its name as the second of three", true, { names: ["a.example", host, "b.example"] }],
    ["its name in the subject only", false, { name: host, names: ["other.m2.localhost"] }],
    ["its name in the subject, and an empty list of names", false, { name: host, names: [] }],
    ["a wildcard for its label", true, { names: ["*.m2.localhost"] }],
    ["a wildcard for two labels", false, { names: ["*.localhost"] }],
    ["a wildcard in the middle", false, { names: ["device.*.localhost"] }],
    ["a wildcard alone", false, { names: ["*"] }],
    ["a name that begins as its own does", false, { names: [`${host}.example`] }],
    ["a name that ends as its own does", false, { names: [`x${host}`] }],
    ["the address asked for", true, { names: ["127.0.0.1"] }, "127.0.0.1"],
    ["another address", false, { names: ["127.0.0.2"] }, "127.0.0.1"],
    ["the address asked for, as a name", false, { names: [], dnsNames: ["127.0.0.1"] }, "127.0.0.1"],
    ["its name, a NUL and another behind it", false, { names: [], dnsNames: [`${host}\0.evil.example`] }],
    ["another name, a NUL and its own behind it", false, { names: [], dnsNames: [`evil.example\0.${host}`] }],
    ["a wildcard for a part of its label", false, { names: ["dev*.m2.localhost"] }],
    ["its name with a dot behind it", false, { names: [`${host}.`] }],
    ["its name with a space behind it", false, { names: [`${host} `] }],
    ["a wildcard for an address", false, { names: [], dnsNames: ["*.0.0.1"] }, "127.0.0.1"],
  ];
  for (const [name, accepted, change, asked] of named)
    add(name, accepted, [await issue({ ...server, ...change }, anchor)], [anchor], asked);

  group = "Dates and purposes of the server's certificate";
  const variants: readonly [string, boolean, Partial<CertificateOptions>][] = [
    ["expired", false, { from: -3, to: -1 }],
    ["not valid yet", false, { from: 1, to: 3 }],
    ["for servers", true, { purposes: [serverPurpose] }],
    ["for clients only", false, { purposes: [clientPurpose] }],
    ["for clients and servers", true, { purposes: [clientPurpose, serverPurpose] }],
    ["for signing in a handshake", true, { usage: digitalSignature }],
    ["for revocation lists only", false, { usage: cRLSign }],
    ["for signing certificates only", false, { usage: keyCertSign }],
    ["an unknown extension", true, { unknown: { id: "1.2.3.4", critical: false } }],
    ["an unknown critical extension", false, { unknown: { id: "1.2.3.4", critical: true } }],
    ["12 kilobytes long", true, { padding: 12_000 }],
  ];
  for (const [name, accepted, change] of variants)
    add(name, accepted, [await issue({ ...server, ...change }, anchor)], [anchor]);

  group = "Authorities";
  const authorities: readonly [string, boolean, CertificateOptions][] = [
    ["no basic constraints", false, { name: "middle" }],
    ["not an authority", false, { name: "middle", authority: false }],
    ["may not sign certificates", false, { ...middle, usage: digitalSignature }],
    ["may sign certificates", true, { ...middle, usage: keyCertSign }],
    ["expired", false, { ...middle, from: -3, to: -1 }],
    ["not valid yet", false, { ...middle, from: 1, to: 3 }],
    ["for clients only", false, { ...middle, purposes: [clientPurpose] }],
    ["allows no authority below, and there is none", true, { ...middle, pathLength: 0 }],
    ["an unknown critical extension", false, { ...middle, unknown: { id: "1.2.3.4", critical: true } }],
    ["a key of 1,024 bits", false, { ...middle, kind: "rsa1024" }],
    ["signs with RSA and SHA-1", false, { ...middle, kind: "sha1" }],
    ["signs with ECDSA and SHA-1", false, { ...middle, kind: "ecdsaSHA1" }],
    ["signs with Ed25519", false, { ...middle, kind: "ed25519" }],
    ["signs with ECDSA P-384 and SHA-384", true, { ...middle, kind: "p384" }],
    ["signs with RSA and SHA-512", true, { ...middle, kind: "rsa4096" }],
  ];
  for (const [name, accepted, options] of authorities) {
    const issuer = await issue(options, anchor);
    add(name, accepted, [await issue(server, issuer), issuer], [anchor]);
  }
  const narrow = await issue({ ...middle, name: "narrow", pathLength: 0 }, anchor);
  const below = await issue(middle, narrow);
  add(
    "an authority below one that allows none",
    false,
    [await issue(server, below), below, narrow],
    [anchor],
  );
  const tight = await issue({ ...root, pathLength: 0 });
  const extra = await issue(middle, tight);
  add("an authority below a root that allows none", false, [await issue(server, extra), extra], [tight]);
  add("an expired root", false, [bySameKey], [expired]);
  for (const kind of ["p384", "rsa2048", "rsa3072"] as const) {
    const other = await issue({ ...root, kind });
    add(`a root with a key of ${kind}`, true, [await issue(server, other)], [other]);
  }
  return cases;
}

/** The same certificate with the last bit of its signature turned. */
function turned(signed: Signed): Signed {
  const bytes = derOf(signed).slice();
  const last = bytes.byteLength - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  return { ...signed, certificate: new x509.X509Certificate(bytes) };
}
