import Resource from "Resource";
import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import platformClient from "embedded:network/mqtt/client";
import System from "system";
import Timer from "timer";
import {
  CONNACK,
  type MQTTClient,
  type MQTTClientConstructor,
  PUBACK,
} from "../../firmware/ports/mqtt-client.js";
import { host as simulator } from "../../host-sim/engine/inside/host.js";
import { isOnlyLoaded, Workload } from "./workload.js";

const Client = platformClient as unknown as MQTTClientConstructor;

class Resolver {
  resolve(request: {
    host: string;
    onResolved?: (host: string, address: string) => void;
    onError?: () => void;
  }): void {
    System.resolve(request.host, (name, address) => {
      if (address === undefined) request.onError?.();
      else request.onResolved?.(name, address);
    });
  }
}

/**
 * What one would write first: the platform's MQTT client over TLS, logging in with a token that somebody else got,
 * publishing at QoS 1. No activation, no store, no model, no retry, no window, no log. Every figure of the bench stands beside this one's.
 */
export default function main(): void {
  if (isOnlyLoaded(main)) return;
  const workload = new Workload();
  const { deviceId, token, connectorId, domain, port } = simulator.config;
  const host = `${connectorId}.${domain}`;
  let id = 0;
  const publish = (client: MQTTClient): void => {
    if (!workload.begin()) return;
    id = (id % 65_535) + 1;
    const payload = ArrayBuffer.fromString(String(workload.count));
    client.write(payload, { topic: "$resource/count", QoS: 1, id });
  };
  const client = new Client({
    host,
    port: Number(port),
    id: "",
    user: String(deviceId),
    password: String(token),
    keepAlive: 60_000,
    dns: { io: Resolver },
    socket: {
      io: TLSSocket,
      TCP: { io: TCP },
      secure: { certificate: [new Resource("ca.der")], serverName: host },
    },
    onControl({ operation }) {
      if (operation === PUBACK) workload.acknowledged();
      if (operation !== CONNACK) return;
      Timer.set(() => publish(client), 0, workload.pace);
    },
    onError() {
      throw new Error("the connection of the bare client failed");
    },
  });
}
