import type { ReportTopic } from "./events.js";
import { isAlias } from "./resource.js";

/** A topic that a client may publish to, taken apart. */
export type PublishTopic =
  | { readonly kind: "content" }
  | { readonly kind: "provision"; readonly deviceId: string }
  | { readonly kind: "several" }
  | { readonly kind: "single"; readonly alias: string }
  | { readonly kind: "batch" };

const PROVISION = "$provision/";
const RESOURCE = "$resource/";

/** CN-SES-11: topics without a variable part. `$resource` and `$resource/` both mean several resources. */
const PLAIN_TOPICS: ReadonlyMap<string, PublishTopic> = new Map([
  ["$content", { kind: "content" }],
  ["$resource", { kind: "several" }],
  ["$resource/", { kind: "several" }],
  ["$resource.batch", { kind: "batch" }],
]);

/** CN-SES-11: what a topic means, or undefined if nobody may publish to it. */
export function parsePublishTopic(topic: string): PublishTopic | undefined {
  const plain = PLAIN_TOPICS.get(topic);
  if (plain !== undefined) return plain;
  if (topic.startsWith(PROVISION)) return { kind: "provision", deviceId: topic.slice(PROVISION.length) };
  if (topic.startsWith(RESOURCE)) {
    const alias = topic.slice(RESOURCE.length);
    return alias.includes("/") ? undefined : { kind: "single", alias };
  }
  return undefined;
}

/** Whether a message on this topic carries values of resources. */
export function isReport(topic: PublishTopic): topic is PublishTopic & { kind: ReportTopic } {
  return topic.kind === "single" || topic.kind === "several" || topic.kind === "batch";
}

/** CN-SES-9: filters open to every logged-in device. */
const PLAIN_FILTERS: ReadonlySet<string> = new Set(["#", "$content", "$resource/#", "$resource/+"]);

/**
 * CN-SES-9, CN-PROV-5: whether a client is entitled to a subscription filter.
 * @param deviceId the logged-in device, or undefined for an anonymous client, which may only await its token.
 */
export function mayFilter(filter: string, deviceId: string | undefined): boolean {
  if (filter.startsWith(PROVISION)) {
    const named = filter.slice(PROVISION.length);
    return deviceId === undefined ? named !== "" && !/[/+#]/.test(named) : named === deviceId;
  }
  if (deviceId === undefined) return false;
  return PLAIN_FILTERS.has(filter) || (filter.startsWith(RESOURCE) && isAlias(filter.slice(RESOURCE.length)));
}

export function provisionTopic(deviceId: string): string {
  return PROVISION + deviceId;
}

/** CN-RES-4: where a change is announced. @param microseconds given: the stamped form of newer servers. */
export function resourceTopic(alias: string, microseconds?: number): string {
  return microseconds === undefined ? RESOURCE + alias : `${RESOURCE}${alias}/${microseconds}`;
}
