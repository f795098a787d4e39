/**
 * What a device answers to a frame, in the payload of a frame with the same id:
 *
 *     more {"networks":[{"ssid":"office","rssi":-61,"sec":"wpa2","ch":6}]}       a part; others and an `ok` follow
 *     wait {"seconds":15}                                                        a long job; the answer comes within so many seconds
 *     ok {"address":"192.168.4.7"}                                               the end, and the last part
 *     err {"code":"net","msg":"the access point does not answer"}                the end
 *
 * With id 0: `nak {"code":"crc"}` to a frame that could not be read, and `evt {…}` for what nobody asked for.
 */
export const answerKinds = Object.freeze(["ok", "err", "more", "wait", "nak", "evt"] as const);
export type AnswerKind = (typeof answerKinds)[number];

/** Why a request failed; the words that go with a code are for people and may change, the codes stay. */
export const answerCodes = Object.freeze(
  {
    crc: "the frame was damaged; send it again",
    busy: "another request is being worked on",
    unknown: "there is no such verb, key or slot",
    args: "arguments are missing, too many or of the wrong form",
    range: "a value is too long, too large or out of order",
    state: "the request has no place now",
    denied: "the device does not do that, or not without its confirmation",
    store: "flash failed",
    verify: "what arrived is not what was announced, or cannot be used",
    net: "the network could not be reached",
    auth: "the network or the cloud refused the credentials",
    timeout: "nobody answered in time",
  },
  true,
);
export type AnswerCode = keyof typeof answerCodes;

/** A part of an answer: JSON. */
export type AnswerPart = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly kind: AnswerKind;
  readonly content: AnswerPart;
}

export function writeAnswer({ kind, content }: Answer): string {
  return `${kind} ${JSON.stringify(content)}`;
}

/** Undefined for a payload that is no answer. */
export function readAnswer(payload: string): Answer | undefined {
  const kind = answerKinds.find((each) => payload.startsWith(`${each} `));
  if (kind === undefined) return undefined;
  try {
    const content: unknown = JSON.parse(payload.slice(kind.length + 1));
    return isPart(content) ? { kind, content } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The whole of an answer whose parts came as `more` and `ok`: the properties of all parts together. Lists of the same name are
 * joined; of anything else the last one counts.
 */
export function joinParts(parts: readonly AnswerPart[]): AnswerPart {
  const whole: Record<string, unknown> = {};
  for (const part of parts) {
    for (const [name, value] of Object.entries(part)) {
      const before = whole[name];
      whole[name] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
    }
  }
  return whole;
}

function isPart(value: unknown): value is AnswerPart {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
