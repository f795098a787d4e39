import type { TlsOptions } from "node:tls";
import { type CertificateOptions, derOf, issue, keyOf, type Signed } from "./certificates.js";
import { identity, pem, serveByOpenSSL } from "./openssl-server.js";
import type { ServerCase } from "./server-case.js";

const host = "device.m2.localhost";
const server: CertificateOptions = { name: "server", names: [host], authority: false };
const lenient = ":@SECLEVEL=0";

/** Versions, suites, curves, keys, and what a server asks of the client: servers of OpenSSL. */
export async function parameterCases(): Promise<ServerCase[]> {
  const anchor = await issue({ name: "root", authority: true });
  const elliptic = await issue(server, anchor);
  const rsa = await issue({ ...server, kind: "rsa2048" }, anchor);
  const roots = [derOf(anchor)];
  const cases: ServerCase[] = [];
  const add = (
    group: string,
    name: string,
    accepted: boolean,
    of: Signed,
    options: TlsOptions,
    client?: ServerCase["client"],
  ): void => {
    const start = () => serveByOpenSSL({ ...identity(of), ...options });
    cases.push({ name, group, accepted, roots, host, start, ...(client === undefined ? {} : { client }) });
  };

  const versions: readonly [string, boolean, TlsOptions][] = [
    ["TLS 1.2 only", true, { minVersion: "TLSv1.2", maxVersion: "TLSv1.2" }],
    ["TLS 1.2 and 1.3", true, { minVersion: "TLSv1.2", maxVersion: "TLSv1.3" }],
    ["TLS 1.3 only", false, { minVersion: "TLSv1.3", maxVersion: "TLSv1.3" }],
    ["TLS 1.1 only", false, { minVersion: "TLSv1.1", maxVersion: "TLSv1.1" }],
    ["TLS 1.0 only", false, { minVersion: "TLSv1", maxVersion: "TLSv1" }],
    ["TLS 1.0 to 1.3", true, { minVersion: "TLSv1", maxVersion: "TLSv1.3" }],
  ];
  for (const [name, accepted, options] of versions) add("Versions", name, accepted, elliptic, options);

  const suites: readonly [string, boolean, Signed, TlsOptions][] = [
    ["ECDHE-ECDSA-AES128-GCM-SHA256", true, elliptic, {}],
    ["ECDHE-RSA-AES128-GCM-SHA256", true, rsa, {}],
    ["ECDHE-RSA-AES256-GCM-SHA384", false, rsa, {}],
    ["ECDHE-RSA-CHACHA20-POLY1305", false, rsa, {}],
    ["ECDHE-ECDSA-AES128-CCM", false, elliptic, {}],
    ["ECDHE-RSA-AES128-SHA256", false, rsa, {}],
    ["ECDHE-RSA-AES128-SHA", false, rsa, {}],
    ["DHE-RSA-AES128-GCM-SHA256", false, rsa, { dhparam: "auto" }],
    ["AES128-GCM-SHA256", false, rsa, {}],
    ["AES128-SHA", false, rsa, {}],
    ["ADH-AES128-GCM-SHA256", false, rsa, { dhparam: "auto" }],
    ["AECDH-AES128-SHA", false, rsa, {}],
    ["ECDHE-RSA-NULL-SHA", false, rsa, {}],
    ["PSK-AES128-GCM-SHA256", false, rsa, {}],
  ];
  for (const [suite, accepted, of, options] of suites)
    add("Suites", `${suite} only`, accepted, of, { ciphers: suite + lenient, ...options });
  add("Suites", "all suites in its own order", true, rsa, { honorCipherOrder: true, dhparam: "auto" });
  add("Suites", "all suites in the client's order", true, rsa, { honorCipherOrder: false, dhparam: "auto" });

  const algorithms: readonly [string, boolean, Signed, TlsOptions][] = [
    ["key exchange on P-256 only", true, elliptic, { ecdhCurve: "prime256v1" }],
    ["key exchange on P-384 only", false, elliptic, { ecdhCurve: "secp384r1" }],
    ["key exchange on P-521 only", false, elliptic, { ecdhCurve: "secp521r1" }],
    ["key exchange on X25519 only", false, elliptic, { ecdhCurve: "X25519" }],
    ["key exchange on X25519 or P-256", true, elliptic, { ecdhCurve: "X25519:prime256v1" }],
    ["signs with SHA-384 only", false, rsa, { sigalgs: "RSA+SHA384" }],
    ["signs with SHA-1 only", false, rsa, { sigalgs: "RSA+SHA1" }],
    ["signs with RSA-PSS only", false, rsa, { sigalgs: "rsa_pss_rsae_sha256" }],
    ["an RSA key of 3,072 bits", true, await issue({ ...server, kind: "rsa3072" }, anchor), {}],
    ["an RSA key of 4,096 bits", true, await issue({ ...server, kind: "rsa4096" }, anchor), {}],
    ["an RSA key of 1,024 bits", false, await issue({ ...server, kind: "rsa1024" }, anchor), {}],
    ["a key on P-384", false, await issue({ ...server, kind: "p384" }, anchor), {}],
    ["a key on P-521", false, await issue({ ...server, kind: "p521" }, anchor), {}],
    ["an Ed25519 key", false, await issue({ ...server, kind: "ed25519" }, anchor), {}],
  ];
  for (const [name, accepted, of, options] of algorithms)
    add("Keys and signatures", name, accepted, of, options);

  const manners: readonly [string, boolean, TlsOptions][] = [
    ["knows application protocols, which were not offered", true, { ALPNProtocols: ["mqtt"] }],
    [
      "chooses its certificate by the name that the client sends",
      true,
      { SNICallback: (name, done) => done(name === host ? null : new Error(name)) },
    ],
    [
      "refuses the name that the client sends",
      false,
      { SNICallback: (_, done) => done(new Error("unknown name")) },
    ],
  ];
  for (const [name, accepted, options] of manners) add("Manners", name, accepted, elliptic, options);

  const asking = { requestCert: true, ca: pem(derOf(anchor)) };
  const middle = await issue({ name: "middle", authority: true, kind: "p256" }, anchor);
  const pair = async (
    kind: "rsa2048" | "rsa4096",
    issuer: Signed,
  ): Promise<Required<ServerCase>["client"]> => {
    const own = await issue({ name: "dev-1", kind, authority: false }, issuer);
    const certificates = issuer === middle ? [derOf(own), derOf(middle)] : [derOf(own)];
    return { certificates, key: keyOf(own).export({ type: "pkcs8", format: "der" }) };
  };
  const own = await pair("rsa2048", anchor);
  const stranger = await issue({ name: "stranger", authority: true });
  const authorities = [pem(derOf(anchor))];
  for (let i = 0; i < 100; i++)
    authorities.push(pem(derOf(await issue({ name: `authority ${"x".repeat(40)} ${i}`, authority: true }))));
  const clients: readonly [string, boolean, TlsOptions, ServerCase["client"]?][] = [
    ["asks, and takes none for an answer", true, { ...asking, rejectUnauthorized: false }],
    ["wants one, and there is none", false, asking],
    ["wants one, RSA with 2,048 bits", true, asking, own],
    ["wants one, RSA with 4,096 bits", true, asking, await pair("rsa4096", anchor)],
    ["wants one, and its authority behind it", true, asking, await pair("rsa2048", middle)],
    ["wants one of another authority", false, asking, await pair("rsa2048", stranger)],
    ["wants one that signs with ECDSA", false, { ...asking, sigalgs: "ECDSA+SHA256" }, own],
    [
      "asks for one that signs with ECDSA, and takes none for an answer",
      true,
      { ...asking, rejectUnauthorized: false, sigalgs: "ECDSA+SHA256" },
      own,
    ],
    ["names a hundred authorities", true, { ...asking, ca: authorities }, own],
    ["does not ask", true, {}, own],
  ];
  for (const [name, accepted, options, client] of clients)
    add("Client certificates", name, accepted, elliptic, options, client);
  return cases;
}
