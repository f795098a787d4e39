// What `import … from "bowline/emulators/connector"` finds, in JavaScript and TypeScript projects alike: the sources as they are, without
// touching how the importing program loads its own.
import { tsImport } from "tsx/esm/api";

/** @type {typeof import("./index.js")} */
const connector = await tsImport("./index.ts", import.meta.url);

export const {
  CERTIFICATE_FLAWS,
  createAuthority,
  DeviceAuthority,
  derOf,
  FAULT_STORIES,
  issueClientCertificate,
  issueServerCertificate,
  parseFaultWords,
  parseResourceOption,
  readConnectorConfig,
  startConnector,
  startConnectors,
} = connector;
