// The library's dependency injector refuses to load before the Reflect metadata proposal is there: this import stays first.
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

x509.cryptoProvider.set(webcrypto);

/** `@peculiar/x509` on Node's WebCrypto. */
export { x509 };
