/**
 * A packet that MQTT 3.1.1 forbids. Caught by the session, which closes that one connection and logs `message`
 * and `clause`; it never leaves the protocol core.
 */
export class MalformedPacket extends Error {
  override readonly name = "MalformedPacket";
  /** The violated statement of the MQTT 3.1.1 standard, such as `MQTT-2.2.2-1`. */
  readonly clause: string;

  constructor(reason: string, clause: string) {
    super(reason);
    this.clause = clause;
  }
}

/** A CONNECT for another protocol level: answered by CONNACK 1 before the connection is closed [MQTT-3.1.2-2]. */
export class UnsupportedProtocol extends MalformedPacket {}

/** A packet larger than the receiver is willing to hold; MQTT sets no such limit, the emulator's memory does. */
export class OversizedPacket extends MalformedPacket {}
