/** Settings that make no sense. `field` is the path to the one to look at, from what was checked: `resources[0].alias`. */
export class FieldError extends Error {
  readonly field: string;

  constructor(field: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.field = field;
  }
}
