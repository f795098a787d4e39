import { extname } from "node:path";

/** What devices are usually given. Everything else is bytes. */
const MIME_TYPES: Readonly<Record<string, string>> = Object.freeze({
  ".bin": "application/octet-stream",
  ".cbor": "application/cbor",
  ".csv": "text/csv",
  ".gz": "application/gzip",
  ".html": "text/html",
  ".json": "application/json",
  ".pem": "application/x-pem-file",
  ".png": "image/png",
  ".txt": "text/plain",
  ".xsb": "application/octet-stream",
  ".zip": "application/zip",
});

export function mimeTypeOf(name: string): string {
  return MIME_TYPES[extname(name).toLowerCase()] ?? "application/octet-stream";
}
