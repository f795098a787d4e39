import type { TCPConstructor, TCPOptions } from "../ports/tcp.js";

/** What the guard adds to the options: who hears about exceptions. */
interface GuardedOptions extends TCPOptions {
  onFailure?: ((error: unknown) => void) | undefined;
}

/**
 * A TCP class that turns an exception in a callback into one `onFailure(error)` and one `onError()`, and then keeps silent.
 *
 * The layers above TCP (TLS records, handshake, certificates, MQTT) report what is wrong by throwing out of the callbacks that
 * TCP makes. `onConnected` comes when the connection stands, and again with all room to write. Nobody is left there to catch it: on a board it would end the virtual machine and restart the chip because of a server's certificate.
 */
export function guardTCP(TCP: TCPConstructor, onConnected: () => void = () => undefined): TCPConstructor {
  return class GuardedTCP extends TCP {
    constructor(options: GuardedOptions) {
      let failed = false;
      const guard = (callback: () => void): void => {
        if (failed) return;
        try {
          callback();
        } catch (error) {
          failed = true;
          options.onFailure?.(error);
          try {
            options.onError?.();
          } catch (second) {
            // The layer above is already broken; the first reason is the true one.
            options.onFailure?.(second);
          }
        }
      };
      super({
        ...options,
        onReadable: (count) => guard(() => options.onReadable?.(count)),
        onWritable: (count) => {
          onConnected();
          guard(() => options.onWritable?.(count));
        },
        onError: () => guard(() => options.onError?.()),
      });
    }
  };
}
