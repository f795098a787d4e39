import type { Resolver, ResolverConstructor } from "../ports/tcp.js";

export interface ResolverWatch {
  /** The name is resolved, and whoever asked has been told. */
  onResolved(): void;
  /** The name cannot be resolved; whoever asked is about to be told. */
  onFailed(): void;
}

/** The platform's resolver, with somebody who watches how it ends. */
export function watchResolver(io: ResolverConstructor, watch: ResolverWatch): ResolverConstructor {
  return class WatchedResolver extends io {
    override resolve(options: Parameters<Resolver["resolve"]>[0]): void {
      super.resolve({
        ...options,
        onResolved: (host, address) => {
          options.onResolved?.(host, address);
          watch.onResolved();
        },
        onError: (error) => {
          watch.onFailed();
          options.onError?.(error);
        },
      });
    }
  };
}
