import { BIT_STRING, BOOLEAN, DERError, DERReader, INTEGER, OCTET_STRING, SEQUENCE } from "./der.js";

/** What a certificate says about itself in extensions (RFC 5280, section 4.2). */
export interface Extensions {
  /** May sign certificates: `cA`, and `keyCertSign` where there is a key usage. */
  readonly isAuthority: boolean;
  /** How many authorities may follow below it; absent: any number. */
  readonly pathLength: number | undefined;
  /** May stand for a server, or for authorities of servers. */
  readonly isForServers: boolean;
  /** Key usage, where there is one, lets it sign in a handshake (RFC 8422, section 5.3). */
  readonly isForHandshakes: boolean;
  readonly dnsNames: readonly string[];
  readonly addresses: readonly Uint8Array[];
  /** Something critical that is not understood here, its identifier in hex: the certificate must be refused. */
  readonly unknown: string | undefined;
}

/** Object identifiers, content in hex. */
const keyUsage = "551d0f";
const subjectAlternativeName = "551d11";
const basicConstraints = "551d13";
const nameConstraints = "551d1e";
const certificatePolicies = "551d20";
const extendedKeyUsage = "551d25";
const serverAuthentication = "2b06010505070301";
const anyPurpose = "551d2500";

/** Key usage, first byte. */
const digitalSignature = 0x80;
const keyCertSign = 0x04;

/** Reads what follows the public key; the reader stands there. */
export function readExtensions(fields: DERReader): Extensions {
  const values = new Map<string, Uint8Array>();
  let unknown: string | undefined;
  while (!fields.atEnd) {
    const { tag, content } = fields.next();
    if (tag === 0xa3) unknown = collect(new DERReader(content).into(SEQUENCE), values);
  }
  const usage = usageOf(values.get(keyUsage));
  const constraints = constraintsOf(values.get(basicConstraints));
  const purposes = purposesOf(values.get(extendedKeyUsage));
  return {
    isAuthority: constraints.isAuthority && (usage === undefined || (usage & keyCertSign) !== 0),
    pathLength: constraints.pathLength,
    isForServers:
      purposes === undefined || purposes.includes(serverAuthentication) || purposes.includes(anyPurpose),
    isForHandshakes: usage === undefined || (usage & digitalSignature) !== 0,
    ...namesOf(values.get(subjectAlternativeName)),
    unknown,
  };
}

/** Fills `values`; returns the first critical one that is not understood. */
function collect(list: DERReader, values: Map<string, Uint8Array>): string | undefined {
  let unknown: string | undefined;
  while (!list.atEnd) {
    const extension = list.into(SEQUENCE);
    const id = extension.identifier();
    const critical = extension.tag === BOOLEAN && extension.next(BOOLEAN).content[0] !== 0;
    const value = extension.next(OCTET_STRING).content;
    extension.end();
    if (values.has(id)) throw new DERError("an extension twice");
    values.set(id, value);
    // Constraints on names bind whoever reads them, marked critical or not.
    if ((critical && !isUnderstood(id)) || id === nameConstraints) unknown ??= id;
  }
  return unknown;
}

function isUnderstood(id: string): boolean {
  switch (id) {
    case keyUsage:
    case subjectAlternativeName:
    case basicConstraints:
    case certificatePolicies: // any policy will do
    case extendedKeyUsage:
      return true;
    default:
      return false;
  }
}

function usageOf(value: Uint8Array | undefined): number | undefined {
  if (value === undefined) return undefined;
  return new DERReader(value).next(BIT_STRING).content[1] ?? 0;
}

function constraintsOf(value: Uint8Array | undefined): {
  isAuthority: boolean;
  pathLength: number | undefined;
} {
  if (value === undefined) return { isAuthority: false, pathLength: undefined };
  const constraints = new DERReader(value).into(SEQUENCE);
  const isAuthority = constraints.tag === BOOLEAN && constraints.next(BOOLEAN).content[0] !== 0;
  if (constraints.atEnd) return { isAuthority, pathLength: undefined };
  const { content } = constraints.next(INTEGER);
  if (content.byteLength !== 1 || (content[0] ?? 0x80) >= 0x80)
    throw new DERError("a path length out of range");
  return { isAuthority, pathLength: content[0] };
}

function purposesOf(value: Uint8Array | undefined): string[] | undefined {
  if (value === undefined) return undefined;
  const list = new DERReader(value).into(SEQUENCE);
  const purposes: string[] = [];
  while (!list.atEnd) purposes.push(list.identifier());
  return purposes;
}

function namesOf(value: Uint8Array | undefined): { dnsNames: string[]; addresses: Uint8Array[] } {
  const dnsNames: string[] = [];
  const addresses: Uint8Array[] = [];
  if (value !== undefined) {
    const list = new DERReader(value).into(SEQUENCE);
    while (!list.atEnd) {
      const { tag, content } = list.next();
      if (tag === 0x82) dnsNames.push(String.fromCharCode(...content));
      else if (tag === 0x87) addresses.push(content);
    }
  }
  return { dnsNames, addresses };
}
