import { fromBase64 } from "../storage/base64.js";

/** One block of a PEM text (RFC 7468). */
export interface PEMBlock {
  /** What it says it is, such as `CERTIFICATE`. */
  readonly label: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A text that is no PEM; the message says where and what is wrong. */
export class PEMError extends Error {
  override name = "PEMError";
}

const begin = "-----BEGIN ";
const end = "-----END ";
const dashes = "-----";

/**
 * The blocks of a text, in their order. What stands between them is for people and not looked at; a block that is not closed, has headers
 * (the old way of encrypting keys) or is no base64 makes the whole text worthless, and a PEMError says which it is.
 */
export function blocksIn(text: string): PEMBlock[] {
  const blocks: PEMBlock[] = [];
  let rest = text;
  for (;;) {
    const start = rest.indexOf(begin);
    if (start < 0) return blocks;
    const place = `block ${blocks.length + 1}`;
    const [label, body] = cut(rest.slice(start + begin.length), dashes) ?? refuse(place, "no label");
    const [base64, after] = cut(body, `${end}${label}${dashes}`) ?? refuse(place, `no end of ${label}`);
    if (base64.includes(":")) refuse(place, "it has headers: it is encrypted, or of an old tool");
    const bytes = fromBase64(base64.replace(/\s/g, ""));
    if (bytes === undefined || bytes.byteLength === 0) return refuse(place, "it is no base64");
    blocks.push({ label, bytes });
    rest = after;
  }
}

function cut(text: string, at: string): [before: string, after: string] | undefined {
  const index = text.indexOf(at);
  return index < 0 ? undefined : [text.slice(0, index), text.slice(index + at.length)];
}

function refuse(place: string, problem: string): never {
  throw new PEMError(`PEM: ${place}: ${problem}`);
}
