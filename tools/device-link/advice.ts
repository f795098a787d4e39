import type { AnswerCode } from "../../firmware/console/answer.js";
import type { Stage } from "../../firmware/device/device-status.js";

/** What to try where a device did not come online: how far it came tells where to look. */
export const stageAdvice: Readonly<Record<Stage, string>> = Object.freeze({
  link: "check the network's name and passphrase, and that it is 2.4 GHz and in range; `wifi scan` shows what the board hears",
  address: "the board is linked and gets no address: check the DHCP server of that network",
  time: "the board cannot get the time: let NTP (UDP 123) through, or name a reachable server in timeServer",
  dns: "the cloud's name cannot be resolved: check connectorId and domain, and the network's DNS server",
  tcp: "the cloud's address does not answer on its port: check port, and that a firewall lets it through",
  tls: "the server's certificate was not accepted: check ca, domain, and the board's time",
  mqtt: "the server speaks TLS and not MQTT, or closed at once: check port and connectorId",
  activation:
    "the cloud did not activate this identity: is it on the whitelist, is it free, does the authentication type fit?",
  login: "the cloud refused the login: is the device locked, or its credentials revoked?",
  online: "",
});

/** What to try where the device refused a request. */
export const codeAdvice: Readonly<Record<AnswerCode | "silent" | "closed", string>> = Object.freeze({
  crc: "the line is noisy: try another cable or port",
  busy: "somebody else is using the console; wait, or restart the board",
  unknown: "firmware and tool are of different versions; update the older one",
  args: "firmware and tool are of different versions; update the older one",
  range: "correct the value that is named and try again",
  state: "restart the board and try again",
  denied: "the firmware does not allow that; its README says what it does",
  store: "the board's flash failed; restart it, and exchange it if that comes again",
  verify: "the file arrived and cannot be used: check that it is what it is said to be",
  net: "check the network's name, and that it is 2.4 GHz and in range",
  auth: "check the passphrase",
  timeout: "try again; if it stays so, look at the board's log with `bowline monitor`",
  silent: "check the cable and the port, close other programs that use it, and see that the firmware runs",
  closed: "plug the board in again and repeat the command: it goes on where it stopped",
});
