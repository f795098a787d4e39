import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";

const tagBytes = 16;
const explicitNonceBytes = 8;

/** P_SHA256 of TLS 1.2 (RFC 5246, section 5). */
export function prf(secret: Buffer, label: string, seed: Buffer, length: number): Buffer {
  const start = Buffer.concat([Buffer.from(label), seed]);
  const hmac = (data: Buffer): Buffer => createHmac("sha256", secret).update(data).digest();
  let output: Buffer = Buffer.alloc(0);
  let a: Buffer = start;
  while (output.byteLength < length) {
    a = hmac(a);
    output = Buffer.concat([output, hmac(Buffer.concat([a, start]))]);
  }
  return output.subarray(0, length);
}

/** One direction's key of AES-128-GCM and how many records it has sealed (RFC 5288, section 3). */
export class RecordKey {
  #key: Buffer;
  #salt: Buffer;
  #sequence = 0n;

  constructor(key: Buffer, salt: Buffer) {
    this.#key = key;
    this.#salt = salt;
  }

  seal(type: number, content: Buffer): Buffer {
    const explicit = this.#next();
    const cipher = createCipheriv("aes-128-gcm", this.#key, Buffer.concat([this.#salt, explicit]));
    cipher.setAAD(additional(explicit, type, content.byteLength));
    return Buffer.concat([explicit, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws Error where the record is not what the other side sealed. */
  open(type: number, sealed: Buffer): Buffer {
    const explicit = sealed.subarray(0, explicitNonceBytes);
    const content = sealed.subarray(explicitNonceBytes, -tagBytes);
    const cipher = createDecipheriv("aes-128-gcm", this.#key, Buffer.concat([this.#salt, explicit]));
    cipher.setAAD(additional(this.#next(), type, content.byteLength));
    cipher.setAuthTag(sealed.subarray(-tagBytes));
    return Buffer.concat([cipher.update(content), cipher.final()]);
  }

  #next(): Buffer {
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(this.#sequence++);
    return number;
  }
}

function additional(sequence: Buffer, type: number, length: number): Buffer {
  return Buffer.concat([sequence, Buffer.from([type, 3, 3, length >> 8, length & 0xff])]);
}
