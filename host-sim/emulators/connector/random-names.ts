import { randomBytes, randomInt } from "node:crypto";

const TOKEN_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ID_CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

/** CN-PROV-2: 40 characters `[0-9A-Za-z]`, some 238 bits from the system's generator. */
export function newToken(): string {
  return pick(TOKEN_CHARACTERS, 40);
}

/** CN-PROV-3: 128 bits, so that equal passwords of two devices have different digests. */
export function newSalt(): string {
  return randomBytes(16).toString("hex");
}

/** CN-TLS-1: an id that looks like `o33ara2ekbo800000`: a letter, eleven letters or digits, a zero-padded number. */
export function newConnectorId(): string {
  return `${pick(ID_CHARACTERS.slice(10), 1)}${pick(ID_CHARACTERS, 11)}00000`;
}

function pick(characters: string, length: number): string {
  return Array.from({ length }, () => characters[randomInt(characters.length)]).join("");
}
