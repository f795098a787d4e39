import type { CertificateFile } from "../ports/tcp.js";

/** The platform's class for files in the image. */
export interface ResourceClass {
  new (name: string): object;
  exists(name: string): boolean;
}

/** More roots than these an image does not bring. */
const most = 8;

/** Under which name an image brings its first, second, … trusted root, DER, one in a file: `ca.der`, `ca-2.der`, … */
export function rootFileName(index: number): string {
  return index === 0 ? "ca.der" : `ca-${index + 1}.der`;
}

/** The trusted roots of the image. They stay in flash; a gap in the names is none in the list. */
export function rootFiles(Resource: ResourceClass): readonly CertificateFile[] {
  const roots: CertificateFile[] = [];
  for (let index = 0; index < most; index++) {
    const name = rootFileName(index);
    if (Resource.exists(name)) roots.push(new Resource(name));
  }
  return roots;
}
