/** Twelve ways to break MQTT 3.1.1 after a login, each of which obliges the server to close the connection [MQTT-4.8.0-1]. */
export const hostileFrames: readonly (readonly [name: string, bytes: Buffer])[] = [
  ["packet type 0", Buffer.of(0x00, 0x00)],
  ["a remaining length of five bytes", Buffer.of(0x30, 0x80, 0x80, 0x80, 0x80, 0x01)],
  ["SUBSCRIBE with reserved flag bits", packet(0x80, 0, 1, text("#"), 0)],
  ["SUBSCRIBE without a filter", packet(0x82, 0, 1)],
  ["PUBLISH with QoS 3", packet(0x36, text("a"), 0, 1)],
  ["PUBLISH with packet identifier 0", packet(0x32, text("a"), 0, 0)],
  ["PUBLISH with a wildcard in its topic", packet(0x30, text("a/#"))],
  ["PUBLISH with U+0000 in its topic", packet(0x30, text("a\0"))],
  ["PUBLISH with a topic that is not UTF-8", packet(0x30, text(Buffer.of(0xc3, 0x28)))],
  ["PUBLISH whose topic is longer than the packet", packet(0x30, 0, 9, Buffer.from("a"))],
  ["a second CONNECT", packet(0x10, text("MQTT"), 4, 2, 0, 60, text("again"))],
  ["PINGREQ with a body", packet(0xc0, 0)],
];

/** The longest packet that can be announced: 268,435,455 bytes [MQTT-2.2.3]. */
export const longestAnnouncement = Buffer.of(0x30, 0xff, 0xff, 0xff, 0x7f);

function packet(firstByte: number, ...parts: readonly (number | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.of(part) : part)));
  return Buffer.concat([Buffer.of(firstByte, body.length), body]);
}

/** A string with its two-byte length. */
function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}
