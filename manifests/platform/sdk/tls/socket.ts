import SDKTLSSocket from "sdk/tls-socket";
import { recordTransport } from "tls/record-transport";

type Options = ConstructorParameters<typeof SDKTLSSocket>[0];

/** `embedded:io/socket/tcp/tls` of our builds: the SDK's socket over a TCP that has patience with it. */
export default class TLSSocket extends SDKTLSSocket {
  constructor(options: Options) {
    super({ ...options, TCP: { ...options.TCP, io: recordTransport(options.TCP.io) } });
  }
}
