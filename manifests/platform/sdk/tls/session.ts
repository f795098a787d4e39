import SDKSession from "sdk/tls-session";
import { HandshakeError } from "tls/message-reader";
import { headBytes, recordLength } from "tls/record-head";
import type { CertificateOptions } from "./certificate-manager.js";
import type { MessagePieces } from "./message-pieces.js";
import type { Offer } from "./server-hello.js";

interface SessionOptions extends CertificateOptions {
  serverName: string;
  applicationLayerProtocolNegotiation?: string | readonly string[];
  onCertificate?: (certificate: { readonly notAfter: number }) => void;
}

/** Records without content in a row that are overheard. */
const mostEmpty = 32;

/**
 * `ssl/session` of our builds: records are those of TLS 1.2, application data counts in both directions only after both sides have proved themselves, and a record
 * that cannot be read after that ends the connection and nothing else.
 */
export default class Session extends SDKSession {
  heard?: string;
  pieces?: MessagePieces;
  requests?: number;
  warnings?: number;
  trustedUntil?: number | undefined;
  readonly offer: Offer;
  #isOpen = false;
  #onCertificate: SessionOptions["onCertificate"];
  #empty = 0;

  constructor(options: SessionOptions) {
    const { serverName, onCertificate, ...others } = options;
    const { applicationLayerProtocolNegotiation: protocols = [] } = options;
    // An address is no name to send (RFC 6066, section 3), but one to verify.
    const isNamed = !/^\d+\.\d+\.\d+\.\d+$|:/.test(serverName);
    super({ ...others, host: serverName, cache: false, ...(isNamed ? { serverName } : {}) });
    this.#onCertificate = onCertificate;
    this.offer = { isNamed, protocols: typeof protocols === "string" ? [protocols] : protocols };
  }

  /** True when it has succeeded; there is no other end but an exception. */
  override handshake(socket: TLSTransport): boolean {
    const isOver = super.handshake(socket);
    if (!isOver) return false;
    if (this.heard !== "finished") throw new HandshakeError("closed by the server");
    this.#isOpen = true;
    if (this.trustedUntil !== undefined) this.#onCertificate?.({ notAfter: this.trustedUntil });
    return true;
  }

  override putData(data: Uint8Array): void {
    if (this.heard !== "finished") throw new HandshakeError("data before its end");
    this.#empty = data.byteLength === 0 ? this.#empty + 1 : 0;
    if (this.#empty > mostEmpty) throw new Error("record: one without content after the other");
    if (data.byteLength > 0) super.putData(data);
  }

  /**
   * Application data, undefined where there is none yet, null where the connection is over. An exception during the handshake goes to the
   * guarded TCP below. Afterwards the socket reads from a timer of its own too, where nobody would catch it and the board would restart.
   */
  override read(socket: TLSTransport): Uint8Array | null | undefined {
    try {
      return super.read(socket);
    } catch (error) {
      if (this.heard !== "finished") throw error;
      trace(`tls: ${String(error)}\n`);
      return null;
    }
  }

  override write(socket: TLSTransport, data: ArrayBuffer | Uint8Array, options?: object): number {
    if (this.heard !== "finished") throw new HandshakeError("nothing may be sent before its end");
    return super.write(socket, data, options);
  }

  /**
   * The head by itself first: the SDK makes room for as much as it announces. What comes in one piece with the end of the handshake stays unread
   * until that has been told, or the SDK would drop it.
   */
  override readPacket(socket: TLSTransport): ArrayBuffer | undefined {
    if (this.heard === "finished" && !this.#isOpen) return undefined;
    const record = this.packetBuffer ?? this.#newRecord();
    if (record.offset < headBytes) {
      const count = Math.min(headBytes - record.offset, socket.readable);
      socket.read(record.subarray(record.offset, record.offset + count));
      socket.readable -= count;
      record.offset += count;
      if (record.offset < headBytes) return undefined;
      const state = { isAgreed: (this.heard ?? "") !== "", isSealed: this.serverCipher !== null };
      const length = recordLength(record, state);
      record.buffer.resize(headBytes + length);
    }
    return super.readPacket(socket);
  }

  #newRecord(): TLSRecord {
    const buffer = new ArrayBuffer(headBytes, { maxByteLength: 16_640 });
    const record = Object.assign(new Uint8Array(buffer), { offset: 0 });
    this.packetBuffer = record;
    return record;
  }
}
