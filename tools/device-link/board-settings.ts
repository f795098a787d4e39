import type { AnswerPart } from "../../firmware/console/answer.js";

/** The settings in a board's answer to `list`, by their keys; of a secret only whether it is set. */
export function boardSettings({ settings }: AnswerPart): ReadonlyMap<string, string> {
  const list = Array.isArray(settings) ? (settings as { key: string; value?: unknown }[]) : [];
  return new Map(list.map(({ key, value }) => [key, String(value ?? "")]));
}
