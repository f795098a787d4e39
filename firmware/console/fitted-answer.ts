import { type Answer, type AnswerPart, writeAnswer } from "./answer.js";
import { utf8Bytes } from "./utf8.js";

/** What is left of the texts, in characters, and of the lists, in entries, the gentlest cut first. */
const cuts = Object.freeze(
  [
    { text: 160, list: 16 },
    { text: 80, list: 12 },
    { text: 40, list: 8 },
  ],
  true,
);

/**
 * The answer as text, in at most `room` bytes where texts and lists can be cut to that; what was cut ends in `…`.
 *
 * Failure story: a server's refusal came with a long reason, and host and reason together were more than a line holds. `status` then
 * ended in an error, just when somebody wanted to know the reason.
 */
export function fittedAnswer(answer: Answer, room: number): string {
  let payload = writeAnswer(answer);
  for (const cut of cuts) {
    if (utf8Bytes(payload).byteLength <= room) break;
    payload = writeAnswer({ kind: answer.kind, content: shortened(answer.content, cut) });
  }
  return payload;
}

type Cut = (typeof cuts)[number];

function shortened(part: AnswerPart, cut: Cut): AnswerPart {
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, short(value, cut)]));
}

function short(value: unknown, cut: Cut): unknown {
  if (typeof value === "string") return value.length <= cut.text ? value : `${value.slice(0, cut.text)}…`;
  if (Array.isArray(value)) {
    const kept = value.slice(0, cut.list).map((each) => short(each, cut));
    return kept.length < value.length ? [...kept, "…"] : kept;
  }
  return typeof value === "object" && value !== null ? shortened(value as AnswerPart, cut) : value;
}
