import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { FieldError } from "../core/field-error.js";
import { checkSchema } from "../core/schema-check.js";
import { type ConnectorDescription, type ConnectorsOptions, checkDescription } from "../options.js";
import { ConfigSchema, type ConnectorConfig } from "./config-schema.js";

/** What a configuration file describes: everything that `startConnectors` takes but where the state is kept. */
export type ConfiguredConnectors = Omit<ConnectorsOptions, "stateDir" | "onEvent">;

/**
 * Reads a configuration file (JSON; see the README). Paths in it begin at the file's own folder.
 * @throws Error with one line for each mistake: the file, the path of the field, and what is wrong there.
 */
export function readConnectorConfig(file: string): ConfiguredConnectors {
  const { connectors, ...shared } = checkSchema(ConfigSchema, parse(file), { source: file });
  const folder = dirname(resolve(file));
  return {
    ...shared,
    connectors: connectors.map((config, index) => {
      const at = `${file}: connectors[${index}]`;
      const described = describe(config, folder, at);
      try {
        checkDescription(described);
      } catch (error) {
        const where = error instanceof FieldError ? `${at}.${error.field}` : at;
        throw new Error(`${where}: ${messageOf(error)}`, { cause: error });
      }
      return described;
    }),
  };
}

function parse(file: string): unknown {
  const text = read(file, "the configuration file");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: is not JSON: ${messageOf(error)}`, { cause: error });
  }
}

/** Puts the content of files in the place of their names. */
function describe(
  { identity, pki, content, tls, ...rest }: ConnectorConfig,
  folder: string,
  at: string,
): ConnectorDescription & { readonly id: string } {
  const pem = (field: string, path: string) => read(resolve(folder, path), `${at}.${field}`);
  return {
    ...rest,
    ...(identity === undefined
      ? {}
      : { identity: typeof identity === "string" ? identity : whole(identity) }),
    ...(pki === undefined ? {} : { pki: { ca: pem("pki", pki) } }),
    ...(content === undefined ? {} : { content: resolve(folder, content) }),
    ...(tls === undefined ? {} : { tls: { key: pem("tls.key", tls.key), cert: pem("tls.cert", tls.cert) } }),
  };
}

function whole({ pattern }: { readonly pattern: string }): RegExp {
  return new RegExp(`^(?:${pattern})$`, "u");
}

function read(path: string, what: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`${what}: ${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
