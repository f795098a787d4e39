/** The generator from which the SDK's TLS draws its keys; the SDK has no typings for it. */
declare module "rng" {
  const RNG: {
    /** Starts again from a seed. */
    init(seed: ArrayBuffer): void;
  };
  export default RNG;
}
