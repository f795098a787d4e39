import type { Rate } from "../../output/output.js";

/** Too short a time to say anything from, milliseconds. */
const tooShort = 500;

/** Measures one transfer of `sizeBytes` from its beginning; `now` in milliseconds. */
export function transferRate(options: {
  sizeBytes: number;
  now: () => number;
}): (done: number) => Rate | undefined {
  const { sizeBytes, now } = options;
  const began = now();
  return (done) => {
    const elapsed = now() - began;
    if (elapsed < tooShort || done <= 0) return undefined;
    return {
      bytesPerSecond: Math.round((sizeBytes * done * 1000) / elapsed),
      secondsLeft: Math.ceil((elapsed * (1 - done)) / done / 1000),
    };
  };
}
