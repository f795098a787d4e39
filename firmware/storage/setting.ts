/** One kind of setting: its default, and what it accepts. */
export interface Setting<T> {
  /** The value where none was stored. */
  readonly initial: T;
  /** The value read from outside, or why it is none; the reason completes "setting x: …". */
  accept(value: unknown): { readonly value: T } | { readonly reason: string };
}

export interface TextLimits {
  /** Characters that may occur beside letters and digits. */
  readonly beside: string;
  readonly longest: number;
}

/** A text of few characters, such as a host name. Empty is allowed and means "not set". */
export function text(initial: string, limits: TextLimits): Setting<string> {
  return new Text(initial, limits);
}

/**
 * One label of a name in DNS (RFC 1123, section 2.1), with at most 32 characters: the chips' network interfaces take no more. Empty is
 * allowed and means "not set".
 */
export function hostname(): Setting<string> {
  return new Hostname();
}

/** A whole number; the unit is in the setting's name. A text of digits is taken too: build tools pass nothing else. */
export function integer(initial: number, lowest: number, highest: number): Setting<number> {
  return new Integer(initial, lowest, highest);
}

/** One of a few words; the first is the default. */
export function choice<const W extends string>(first: W, ...others: readonly W[]): Setting<W> {
  return new Choice(first, others);
}

// Classes and not closures: the table of settings goes into ROM, and what a closure captures would need RAM for each.

class Text implements Setting<string> {
  readonly initial: string;
  readonly limits: TextLimits;

  constructor(initial: string, limits: TextLimits) {
    this.initial = initial;
    this.limits = limits;
  }

  accept(value: unknown): { readonly value: string } | { readonly reason: string } {
    const { beside, longest } = this.limits;
    if (typeof value !== "string") return { reason: "must be a text" };
    if (value.length > longest) return { reason: `must have at most ${longest} characters` };
    for (const character of value) {
      if (!/^[0-9A-Za-z]$/.test(character) && !beside.includes(character)) {
        return { reason: `must not contain ${JSON.stringify(character)}` };
      }
    }
    return { value };
  }
}

class Hostname implements Setting<string> {
  readonly initial = "";

  accept(value: unknown): { readonly value: string } | { readonly reason: string } {
    if (typeof value !== "string") return { reason: "must be a text" };
    if (value === "" || /^[0-9A-Za-z]([0-9A-Za-z-]{0,30}[0-9A-Za-z])?$/.test(value)) return { value };
    return { reason: "must have 1 to 32 letters, digits and hyphens, no hyphen at either end" };
  }
}

class Integer implements Setting<number> {
  readonly initial: number;
  readonly lowest: number;
  readonly highest: number;

  constructor(initial: number, lowest: number, highest: number) {
    this.initial = initial;
    this.lowest = lowest;
    this.highest = highest;
  }

  accept(value: unknown): { readonly value: number } | { readonly reason: string } {
    const { lowest, highest } = this;
    const number = typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : value;
    if (typeof number !== "number" || !Number.isInteger(number)) return { reason: "must be a whole number" };
    if (number < lowest || number > highest) return { reason: `must be ${lowest} to ${highest}` };
    return { value: number };
  }
}

class Choice<W extends string> implements Setting<W> {
  readonly initial: W;
  readonly words: readonly W[];

  constructor(first: W, others: readonly W[]) {
    this.initial = first;
    this.words = [first, ...others];
  }

  accept(value: unknown): { readonly value: W } | { readonly reason: string } {
    const word = this.words.find((each) => each === value);
    return word === undefined ? { reason: `must be ${this.words.join(" or ")}` } : { value: word };
  }
}
