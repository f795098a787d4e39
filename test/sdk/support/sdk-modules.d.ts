/** Modules of the SDK without typings of their own here, for programs that run on it. */

/** The generator from which TLS draws its keys. */
declare module "rng" {
  const RNG: {
    get(count: number): ArrayBuffer;
    /** Starts again from a seed. */
    init(seed: ArrayBuffer): void;
  };
  export default RNG;
}

declare module "debug" {
  const Debug: {
    /** Collects garbage at once. */
    gc(): void;
  };
  export default Debug;
}

/** The engine's figures; undefined in a build without them. */
declare module "instrumentation" {
  const Instrumentation: {
    get(what: number | undefined): number | undefined;
    map(name: string): number | undefined;
  };
  export default Instrumentation;
}
