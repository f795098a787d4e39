/** Bytes of a record before its content. */
export const headBytes = 5;

const longestContent = 16_384;
/** What AES-GCM adds: the explicit part of the nonce, and the tag (RFC 5288, section 3). */
const sealBytes = 24;
const changeCipherSpec = 20;
const applicationData = 23;
const TLS12 = 0x0303;

/**
 * Length of the record whose head this is. Throws an Error where it is none of TLS 1.2, or longer than RFC 5246, section 6.2, allows: before there
 * is memory for it.
 */
export function recordLength(
  head: Uint8Array,
  { isAgreed, isSealed }: { isAgreed: boolean; isSealed: boolean },
): number {
  const [type = 0, major = 0, minor = 0, high = 0, low = 0] = head;
  const version = (major << 8) | minor;
  if (type < changeCipherSpec || type > applicationData) throw new Error("record: of no known type");
  // Before the ServerHello a server may still write the version of old times there.
  if (isAgreed ? version !== TLS12 : major !== 3) throw new Error("record: of another version");
  const length = (high << 8) | low;
  if (length > longestContent + (isSealed ? sealBytes : 0))
    throw new Error(`record: ${length} bytes are too many`);
  if (isSealed && length < sealBytes) throw new Error("record: not sealed");
  return length;
}
