import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer as createPlainServer } from "node:net";
import { before, describe, it, type TestContext } from "node:test";
import { createServer, type TLSSocket, type TlsOptions } from "node:tls";
import { type Identity, issue, makeAuthority } from "../support/certificates.js";
import { notOnSDK } from "../support/platform.js";
import { platforms, type Run, run } from "./bench.js";

const serverName = "device.test";

interface Server {
  readonly port: number;
  /** What the last client sent as server name. */
  readonly serverNames: readonly unknown[];
}

async function serve(
  t: TestContext,
  options: TlsOptions,
  serveOne: (socket: TLSSocket) => void = (socket) => void socket.pipe(socket),
): Promise<Server> {
  const serverNames: unknown[] = [];
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer(options, (socket) => {
    serverNames.push(socket.servername);
    socket.on("error", () => {});
    serveOne(socket);
  });
  // A client that refuses the server ends the handshake; that is what many tests want.
  server.on("tlsClientError", () => {});
  server.on("connection", (socket) => sockets.add(socket));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { port: (server.address() as AddressInfo).port, serverNames };
}

/** Leaf and issuer, as a server must send them to a device. */
function chain(leaf: Identity, authority: Identity): TlsOptions {
  return { cert: leaf.certificate + authority.certificate, key: leaf.key };
}

describe("TLS", () => {
  let authority: Identity;
  let leaf: Identity;
  let stranger: Identity;

  before(async () => {
    authority = await makeAuthority("Test Root");
    leaf = await issue(authority, { names: [serverName, "127.0.0.1"] });
    stranger = await makeAuthority("Test Root");
  });

  /** Servers that a device must refuse, and the reason that it gives. */
  const refusals: Readonly<Record<string, { server: () => Promise<TlsOptions>; reason: RegExp }>> = {
    "of an unknown authority": {
      server: async () => chain(await issue(stranger, { names: [serverName] }), stranger),
      reason: /^TLS: unknown CA$|^TLS: certificate signature is wrong$/,
    },
    "whose certificate expired": {
      server: async () =>
        chain(await issue(authority, { names: [serverName], validFrom: -3, validTo: -1 }), authority),
      reason: /^TLS: certificate expired$/,
    },
    "whose certificate is not valid yet": {
      server: async () => chain(await issue(authority, { names: [serverName], validFrom: 1 }), authority),
      reason: /^TLS: certificate not valid yet$/,
    },
    "with another name": {
      server: async () => chain(await issue(authority, { names: ["other.test"] }), authority),
      reason: /^TLS: wrong host name: .*other\.test.*device\.test$/,
    },
    "that has its name only as common name": {
      server: async () => chain(await issue(authority, { names: [], commonName: serverName }), authority),
      reason: /^TLS: wrong host name/,
    },
    "that speaks TLS 1.3 only": {
      server: async () => ({ ...chain(leaf, authority), minVersion: "TLSv1.3" }),
      reason: /^TLS: alert 70$/,
    },
    "without a suite that keeps the past secret": {
      server: async () => ({ ...chain(leaf, authority), ciphers: "AES128-SHA256", maxVersion: "TLSv1.2" }),
      reason: /^TLS: alert 40$/,
    },
    "that wants a certificate which the device has not": {
      server: async () => ({ ...chain(leaf, authority), requestCert: true, ca: authority.certificate }),
      reason: /^TLS: alert (40|116)$/,
    },
  };

  const otherWords = notOnSDK(
    "boards say it in words of their own; test/sdk/tls.test.ts holds them to the same verdicts",
  );
  const rsaOnly = notOnSDK("boards have RSA keys; test/sdk/tls.test.ts shows theirs");
  const otherRoom = notOnSDK("the SDK's sockets for Linux have buffers of 1,536 bytes");

  for (const engine of platforms) {
    describe(`on ${engine}`, () => {
      const start = (
        t: TestContext,
        part: string,
        server: { port: number },
        more: object = {},
      ): Promise<Run> =>
        run(t, "tls", {
          engine,
          part,
          config: { port: server.port, serverName },
          resources: { "ca.der": authority.der },
          ...more,
        });

      it("carries bytes, keeps room for the record, and is silent after close", otherRoom, async (t) => {
        const server = await serve(t, chain(leaf, authority));
        const program = await start(t, "echo", server);
        assert.equal(await program.report(), 8096);
        assert.equal(await program.report(), 8091);
        assert.deepEqual(await program.report(), [5, 0x68, 2, [0x65, 0x6c], "lo"]);
        assert.deepEqual(await program.report(), [true, "Error"]);
        assert.equal(await program.report(), "Error");
        assert.deepEqual(server.serverNames, [serverName]);
      });

      it("fills a buffer in part where less is there", async (t) => {
        const server = await serve(t, chain(leaf, authority), (socket) => socket.write("abc"));
        const program = await start(t, "buffers", server);
        assert.deepEqual(await program.report(), [3, "abc"]);
      });

      it("verifies an address like a name, without sending it", otherRoom, async (t) => {
        const server = await serve(t, chain(leaf, authority));
        const config = { port: server.port, serverName: "127.0.0.1" };
        const program = await start(t, "echo", server, { config });
        assert.equal(await program.report(), 8096);
        assert.deepEqual(server.serverNames, [false]);
      });

      it("shows its own certificate where the server wants one", rsaOnly, async (t) => {
        const client = await issue(authority, { names: [], commonName: "device-1" });
        const options = { ...chain(leaf, authority), requestCert: true, ca: authority.certificate };
        const server = await serve(t, options, (socket) =>
          socket.end(String(socket.getPeerCertificate().subject.CN)),
        );
        const resources = { "ca.der": authority.der, "client.der": client.der, "client.pk8": client.keyDer };
        const program = await start(t, "buffers", server, { resources });
        assert.deepEqual(await program.report(), [8, "dev"]);
      });

      for (const [which, { server, reason }] of Object.entries(refusals)) {
        it(`refuses a server ${which}: one failure with the reason, one error`, otherWords, async (t) => {
          const program = await start(t, "fail", await serve(t, await server()));
          const [failure, ...rest] = (await program.report()) as string[];
          assert.match(failure ?? "", reason);
          assert.deepEqual(rest, ["error"]);
        });
      }

      it("ends the device where no guard catches a refusal", otherWords, async (t) => {
        const server = await serve(t, chain(await issue(stranger, { names: [serverName] }), stranger));
        const program = await start(t, "unguarded", server);
        const exit = await program.exit();
        assert.equal(exit.kind, "crash");
        assert.match(exit.reason, /TLS: /);
        assert.deepEqual(program.left(), []);
      });

      it("tells an error without a reason where the server hangs up in the handshake", async (t) => {
        const server = createPlainServer((socket) => socket.end());
        await once(server.listen(0, "127.0.0.1"), "listening");
        t.after(() => server.close());
        const program = await start(t, "fail", server.address() as AddressInfo);
        assert.deepEqual(await program.report(), ["error"]);
      });

      it("refuses authorities that are missing or not DER", otherWords, async (t) => {
        const program = await start(t, "badOptions", { port: 1 });
        assert.deepEqual(await program.report(), ["Error", "Error", "Error"]);
      });

      it("trusts the roots of today and of tomorrow alike", async (t) => {
        const next = await makeAuthority("Next Root");
        const resources = { "ca.der": authority.der, "ca-2.der": next.der };
        for (const root of [authority, next]) {
          const server = await serve(t, chain(await issue(root, { names: [serverName] }), root));
          const program = await start(t, "trust", server, { resources });
          assert.equal(typeof (await program.report()), "number");
          assert.equal(await program.report(), "writable");
        }
      });

      it("tells, before anything else, when the first certificate up to the root ends", async (t) => {
        const young = await issue(authority, { names: [serverName], validTo: 7 });
        for (const [certificate, days] of [
          [young, 7],
          [leaf, 29],
        ] as const) {
          // Without the root in the chain: what the device holds of it counts.
          const server = await serve(t, { cert: certificate.certificate, key: certificate.key });
          const program = await start(t, "trust", server);
          const left = Number(await program.report()) - Date.now();
          assert.equal(Math.ceil(left / 86_400_000), days);
          assert.equal(await program.report(), "writable");
        }
      });
    });
  }
});
