import { dirname, resolve } from "node:path";
import * as v from "valibot";
import type { ProvisioningPlan } from "../../device-link/provisioning.js";
import { readCredentials } from "./credential-file.js";
import { parseJSON, textOf } from "./json-file.js";
import { PlanError } from "./plan-error.js";

const text = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(String),
  v.regex(/^[^\r\n]*$/, "has to be one line"),
);
const path = v.pipe(v.string(), v.nonEmpty("has to be the path of a file"));

/**
 * What a board is to be told, as it stands in a file:
 *
 *     {"wifi": {"ssid": "workshop"}, "connectorId": "o33ara2ekbo800000", "deviceId": "pump-7", "authentication": "certificate",
 *      "certificate": "pump-7.pem", "key": "pump-7.key", "ca": "roots.pem", "settings": {"keepAliveSeconds": 120}}
 *
 * Paths are relative to the file. The Wi-Fi passphrase may stand there too; it is better given on standard input.
 */
const planSchema = v.strictObject({
  wifi: v.optional(v.strictObject({ ssid: v.pipe(text, v.nonEmpty()), passphrase: v.optional(text) })),
  connectorId: v.optional(text),
  domain: v.optional(text),
  port: v.optional(text),
  deviceId: v.optional(text),
  authentication: v.optional(v.picklist(["token", "password", "certificate"])),
  ca: v.optional(path),
  certificate: v.optional(path),
  key: v.optional(path),
  /** Any other setting of the firmware, by its name. */
  settings: v.optional(v.record(v.string(), text)),
});

export type PlanInput = Readonly<v.InferOutput<typeof planSchema>>;

/** Checks a description; `source` is its name in messages. Throws a PlanError naming the field. */
export function checkPlan(description: unknown, source: string): PlanInput {
  const result = v.safeParse(planSchema, description);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new PlanError(`${source}: ${v.getDotPath(issue) ?? "it"}: ${problem(issue)}`);
}

/** Reads a description and makes its paths absolute. */
export async function readPlan(file: string): Promise<PlanInput> {
  const description = parseJSON(await textOf(file), file);
  return withAbsolutePaths(checkPlan(description, file), dirname(resolve(file)));
}

export function withAbsolutePaths(plan: PlanInput, folder: string): PlanInput {
  const absolute = (file: string | undefined): string | undefined =>
    file === undefined ? undefined : resolve(folder, file);
  const { ca, certificate, key, ...rest } = plan;
  return {
    ...rest,
    ...(ca === undefined ? {} : { ca: absolute(ca) }),
    ...(certificate === undefined ? {} : { certificate: absolute(certificate) }),
    ...(key === undefined ? {} : { key: absolute(key) }),
  } as PlanInput;
}

/** Reads the files that are named and puts the secrets in. Throws a PlanError. */
export async function completePlan(
  { wifi, ca, certificate, key, settings, ...named }: PlanInput,
  { passphrase, onlineSeconds }: { passphrase?: string | undefined; onlineSeconds: number },
): Promise<ProvisioningPlan> {
  if (wifi === undefined && passphrase !== undefined)
    throw new PlanError("wifi.psk: there is a passphrase and no wifi.ssid");
  const values = { ...settings, ...named };
  return {
    ...(wifi === undefined
      ? {}
      : { wifi: { ssid: wifi.ssid, passphrase: passphrase ?? wifi.passphrase ?? "" } }),
    settings: Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    credentials: await readCredentials({
      ...(ca === undefined ? {} : { ca }),
      ...(certificate === undefined ? {} : { cert: certificate }),
      ...(key === undefined ? {} : { key }),
    }),
    onlineSeconds,
  };
}

/** The library's own words quote the value, which may be a secret. */
function problem(issue: v.BaseIssue<unknown>): string {
  if (issue.type === "strict_object")
    return "is not known here; other settings of the firmware go into settings";
  return issue.kind === "schema" ? `has to be ${issue.expected ?? "something else"}` : issue.message;
}
