/**
 * A text that must not be seen: it prints as `***` wherever it is turned into text by accident, also by
 * JSON.stringify and in template strings. Only `reveal` hands it out; who calls that answers for what follows.
 */
export class Secret {
  #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return "***";
  }

  toJSON(): string {
    return "***";
  }
}
