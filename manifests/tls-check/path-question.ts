import { checkPath } from "tls/path";

/** One question about a chain, as the test wrote it: certificates in hex. */
interface PathQuestion {
  chain: string[];
  root: string;
  host: string;
  now: number;
}

/** Throws where the chain is not to be trusted. */
export function judgePath(text: string): void {
  const { chain, root, host, now } = JSON.parse(text) as PathQuestion;
  const certificates = chain.map((certificate) => Uint8Array.fromHex(certificate));
  checkPath({ chain: certificates, root: Uint8Array.fromHex(root), host, now });
}
