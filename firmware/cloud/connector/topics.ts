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

/** What a topic says on which the cloud writes. */
export interface WrittenTopic {
  readonly alias: string;
  /** Time of the write, microseconds since 1970. */
  readonly stamp: number | undefined;
}

/**
 * The alias and the stamp in a topic on which the cloud writes, `$resource/<alias>` or `$resource/<alias>/<microseconds>` (CN-RES-4);
 * undefined where the topic is none of these.
 */
export function writtenTopic(topic: string): WrittenTopic | undefined {
  if (!topic.startsWith("$resource/")) return undefined;
  const [alias = "", stamp, ...more] = topic.slice("$resource/".length).split("/");
  if (alias === "" || more.length > 0) return undefined;
  if (stamp === undefined) return { alias, stamp };
  return /^\d{1,16}$/.test(stamp) ? { alias, stamp: Number(stamp) } : undefined;
}
