const pemBlock = /-----BEGIN ([A-Z ]+)-----([^-]+)-----END \1-----/g;

/**
 * The content of a chosen file in DER: as it is, or what its PEM blocks hold, one behind the other. The board judges what it gets.
 *
 * @throws Error naming the file where it is PEM of something that no board takes
 */
export async function credentialIn(file: File): Promise<Uint8Array> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = new TextDecoder("latin1").decode(bytes);
  if (!text.includes("-----BEGIN")) return bytes;
  const blocks = [...text.matchAll(pemBlock)];
  const odd = blocks.find(([, label]) => label !== "CERTIFICATE" && label !== "PRIVATE KEY")?.[1];
  if (odd !== undefined)
    throw new Error(
      `${file.name} holds a ${odd.toLowerCase()}; boards take certificates, and keys in PKCS#8 without a passphrase ("openssl pkcs8 -topk8 -nocrypt")`,
    );
  if (blocks.length === 0) throw new Error(`${file.name} is no PEM file that is whole`);
  return Uint8Array.from(blocks.flatMap(([, , body = ""]) => [...decoded(body, file.name)]));
}

function decoded(base64: string, name: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64.replace(/\s+/g, "")), (character) => character.charCodeAt(0));
  } catch {
    throw new Error(`${name} is damaged: its content is not base64`);
  }
}
