import type { ResourceClass } from "./root-files.js";

/** What is read of a file in the image. */
interface Sliceable {
  slice(start: number): ArrayBuffer;
}

/**
 * The client certificate and key that an image brings, for `Board.clientCertificate`: `client.der` holds the chain in DER, own certificate first, one
 * behind the other, `client-key.der` the RSA key in PKCS#8. Such an image is for one device and as secret as its key.
 */
export function clientFiles(Resource: ResourceClass): { chain: ArrayBuffer; key: ArrayBuffer } | undefined {
  if (!Resource.exists("client.der") || !Resource.exists("client-key.der")) return undefined;
  return { chain: read(Resource, "client.der"), key: read(Resource, "client-key.der") };
}

function read(Resource: ResourceClass, name: string): ArrayBuffer {
  return (new Resource(name) as Sliceable).slice(0);
}
