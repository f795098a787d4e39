/** The generator from which the SDK's TLS draws its keys, for programs that run on the SDK; it has no typings of its own. */
declare module "rng" {
  const RNG: {
    get(count: number): ArrayBuffer;
    /** Starts again from a seed. */
    init(seed: ArrayBuffer): void;
  };
  export default RNG;
}
