import System from "system";
import type { Resolver } from "../ports/tcp.js";

/** Resolves names through the platform (on a board: lwIP, with the servers that DHCP gave). */
export class SystemResolver implements Resolver {
  #closed = false;

  resolve(options: Parameters<Resolver["resolve"]>[0]): void {
    System.resolve(options.host, (name: string, address?: string) => {
      if (this.#closed) return;
      if (address === undefined) options.onError?.();
      else options.onResolved?.(name, address);
    });
  }

  /** A request under way cannot be taken back, but nobody hears its answer any more. */
  close(): void {
    this.#closed = true;
  }
}
