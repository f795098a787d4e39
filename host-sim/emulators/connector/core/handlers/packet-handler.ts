import type { ClientCertificate } from "../authentication/credential.js";
import type { Connector, Link, Will } from "../connector.js";
import type { Device } from "../device.js";
import type { CloseReason, Refusal } from "../reasons.js";
import type { ClientPacket } from "../wire/client-packet.js";
import type { ServerPacket } from "../wire/server-packet.js";

/** What a packet handler may do with the connection it works for. */
export interface SessionControl extends Link {
  readonly connector: Connector;
  /** Number of the connection, for events. */
  readonly connection: number;
  /** Milliseconds since 1970, at the packet's arrival. */
  readonly now: number;
  /** The logged-in device; undefined while anonymous. */
  readonly device: Device | undefined;
  /** What the client presented in its TLS handshake, if it was asked for a certificate and has one. */
  readonly certificate: ClientCertificate | undefined;
  /** Sends a packet; does nothing once the connection is closed. */
  send(packet: ServerPacket): void;
  /** Leaves the waiting for CONNECT: from now on keep-alive rules. @param keepAliveSeconds 0 switches it off. @param will to be taken unless the client sends DISCONNECT. */
  accept(device: Device | undefined, keepAliveSeconds: number, will?: Will): void;
  /** Logs a refusal; the handler decides what becomes of the connection. */
  logRefusal(refusal: Refusal, deviceId?: string): void;
  close(reason: CloseReason): void;
}

/** Handles one type of packet. */
export type PacketHandler<Name extends ClientPacket["cmd"]> = (
  session: SessionControl,
  packet: Extract<ClientPacket, { cmd: Name }>,
) => void;
