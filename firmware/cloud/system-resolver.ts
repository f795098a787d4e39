import System from "system";
import type { Resolver } from "../ports/tcp.js";

/** Resolves names through the platform (on a board: lwIP, with the servers that DHCP gave). */
export class SystemResolver implements Resolver {
  resolve(options: Parameters<Resolver["resolve"]>[0]): void {
    System.resolve(options.host, (name: string, address?: string) => {
      if (address === undefined) options.onError?.();
      else options.onResolved?.(name, address);
    });
  }

  close(): void {
    // A request under way cannot be taken back; its answer goes to whoever asked.
  }
}
