import SDKSession from "sdk/tls-session";

/** `ssl/session` of our builds: application data counts only after both sides have proved themselves. */
export default class Session extends SDKSession {
  heard?: string;

  override putData(data: Uint8Array): void {
    if (this.heard !== "finished") throw new Error("handshake: data before its end");
    super.putData(data);
  }
}
