/** Readings of one resource that were given up. */
export interface Loss {
  readonly resource: string;
  readonly count: number;
  /** When the first and the last of them were taken, milliseconds since 1970; undefined where the device does not know the time. */
  readonly from: number | undefined;
  readonly to: number | undefined;
}
