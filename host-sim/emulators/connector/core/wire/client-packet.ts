/**
 * The packets that clients send, as `decode` reads them. Views of the receive buffer (`payload`, `password`) hold until the
 * packet was handled.
 */
export interface ConnectPacket {
  readonly cmd: "connect";
  readonly clientId: string;
  readonly cleanSession: boolean;
  /** Seconds; 0: none. */
  readonly keepAlive: number;
  readonly will?: { readonly topic: string; readonly payload: Uint8Array } | undefined;
  readonly username?: string | undefined;
  readonly password?: Uint8Array | undefined;
}

export interface ReceivedPublish {
  readonly cmd: "publish";
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly dup: boolean;
  readonly retain: boolean;
  /** 1 to 65,535; 0 at QoS 0, which has none. */
  readonly id: number;
}

export interface AcknowledgementPacket {
  readonly cmd: "puback" | "pubrec" | "pubrel" | "pubcomp";
  readonly id: number;
}

export interface SubscribePacket {
  readonly cmd: "subscribe";
  readonly id: number;
  readonly subscriptions: readonly { readonly filter: string; readonly qos: number }[];
}

export interface UnsubscribePacket {
  readonly cmd: "unsubscribe";
  readonly id: number;
  readonly filters: readonly string[];
}

export interface BarePacket {
  readonly cmd: "pingreq" | "disconnect";
}

export type ClientPacket =
  | ConnectPacket
  | ReceivedPublish
  | AcknowledgementPacket
  | SubscribePacket
  | UnsubscribePacket
  | BarePacket;

/** Packets a client may send to a server, by their MQTT names. */
export type ClientPacketName = ClientPacket["cmd"];
