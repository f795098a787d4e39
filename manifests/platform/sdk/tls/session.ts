import SDKSession from "sdk/tls-session";

/**
 * `ssl/session` of our builds: application data counts only after both sides have proved themselves, and a record that cannot be
 * read after that ends the connection and nothing else.
 */
export default class Session extends SDKSession {
  heard?: string;

  override putData(data: Uint8Array): void {
    if (this.heard !== "finished") throw new Error("handshake: data before its end");
    super.putData(data);
  }

  /**
   * Application data, undefined where there is none yet, null where the connection is over. An exception during the handshake goes to the
   * guarded TCP below. Afterwards the socket reads from a timer of its own too, where nobody would catch it and the board would restart.
   */
  override read(socket: object): Uint8Array | null | undefined {
    try {
      return super.read(socket);
    } catch (error) {
      if (this.heard !== "finished") throw error;
      trace(`tls: ${String(error)}\n`);
      return null;
    }
  }
}
