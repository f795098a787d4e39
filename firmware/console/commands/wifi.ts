import { type Command, type Reply, wordsOf } from "../command.js";

/** Settling, link, address and a look around after a failure, seconds. */
export const joinSeconds = 60;
const scanSeconds = 15;

/** What `wifi` does without a network to look at. */
const noWiFi = "this board has no Wi-Fi; it uses the network of its computer or its cable";

export const wifi: Command = {
  usage: "wifi scan|join",
  does: "networks in range; tries the staged one",
  run({ argument, host, reply }) {
    const [verb, ...more] = wordsOf(argument);
    if ((verb !== "scan" && verb !== "join") || more.length > 0)
      return reply.fail("args", "it is wifi scan or wifi join");
    const control = host.wifi;
    if (control === undefined) return reply.fail("state", noWiFi);
    if (verb === "join") {
      const network = host.settings.wifi();
      if (network === undefined)
        return reply.fail("state", "no network is staged; set wifi.ssid and wifi.psk first");
      reply.wait(joinSeconds);
      return host.join(network, (reason) =>
        reply.attempt(() => {
          if (reason !== undefined) return wifiFailure(reply, reason);
          const { ssid, address } = host.status().network;
          reply.ok({ ssid: ssid ?? network.ssid, ...(address === undefined ? {} : { address }) });
        }),
      );
    }
    reply.wait(scanSeconds);
    control.scan((found) =>
      reply.attempt(() => {
        if (found === undefined) return reply.fail("net", "the scan failed; try again in a few seconds");
        for (const { SSID, RSSI, channel, security } of found)
          reply.more({
            networks: [
              { ssid: SSID, rssi: RSSI, ...(security === undefined ? {} : { sec: security }), ch: channel },
            ],
          });
        reply.ok({ networks: [] });
      }),
    );
  },
};

/** Nobody tells a wrong passphrase from a bad link for sure; the words of the reason do as far as they can. */
export function wifiFailure(reply: Reply, reason: string): void {
  reply.fail(reason.includes("passphrase") ? "auth" : "net", reason);
}
