/**
 * The values of one resource in the order of their times. They do not arrive in it: what a device sends again because an acknowledgement got lost
 * comes twice, behind what is newer. Bounded by a span of time, before which one value is kept: the line comes from somewhere.
 */
export class Course {
  readonly #span: number;
  readonly times: number[] = [];
  readonly values: number[] = [];

  /** @param span in the unit of the times, such as seconds. */
  constructor(span: number) {
    this.#span = span;
  }

  add(time: number, value: number): void {
    let place = this.times.length;
    while ((this.times[place - 1] ?? -Infinity) > time) place -= 1;
    if (this.times[place - 1] === time) this.values[place - 1] = value;
    else {
      this.times.splice(place, 0, time);
      this.values.splice(place, 0, value);
    }
    const begin = (this.times.at(-1) ?? 0) - this.#span;
    while ((this.times[1] ?? Infinity) < begin) {
      this.times.shift();
      this.values.shift();
    }
  }

  clear(): void {
    this.times.length = 0;
    this.values.length = 0;
  }
}
