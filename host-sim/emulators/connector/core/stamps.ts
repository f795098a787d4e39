/** CN-RES-1: the Connector's stamps, in microseconds since 1970. */
export class Stamps {
  #last = 0;
  #skew = 0;

  /**
   * Two changes within one tick of the clock still get different stamps, in order. A clock that is set starts anew,
   * into the past too.
   * @param now milliseconds since 1970. @param skew how far the Connector's clock is ahead, in milliseconds.
   */
  next(now: number, skew: number): number {
    if (skew !== this.#skew) this.#last = 0;
    this.#skew = skew;
    this.#last = Math.max(Math.trunc((now + skew) * 1000), this.#last + 1);
    return this.#last;
  }
}
