/** The topics on which a device may publish (CN-SES-11) and on which it is written to (CN-RES-4). */

/** CN-PROV-1 */
export function provisionTopic(deviceId: string): string {
  return `$provision/${deviceId}`;
}

/** CN-RES-2: several values, a JSON object. */
export const severalTopic = "$resource";

/** CN-RES-3: history, a JSON list with timestamps. */
export const batchTopic = "$resource.batch";

/** CN-RES-1: one value. */
export function resourceTopic(alias: string): string {
  return `$resource/${alias}`;
}

/**
 * The alias in a topic on which the cloud writes, `$resource/<alias>` or `$resource/<alias>/<microseconds>` (CN-RES-4);
 * undefined where the topic is none of these.
 */
export function writtenAlias(topic: string): string | undefined {
  if (!topic.startsWith("$resource/")) return undefined;
  const [alias = "", stamp, ...more] = topic.slice("$resource/".length).split("/");
  if (alias === "" || more.length > 0) return undefined;
  return stamp === undefined || /^\d+$/.test(stamp) ? alias : undefined;
}
