/** What one run of the firmware leaves for the next, as long as there is power. */
export interface RunMemo {
  /** Restarts since power-on. */
  readonly restarts: number;
  /** Runs in a row that ended before they had settled. */
  readonly early: number;
  /** Restarts in a row that were to mend the network, and did not. */
  readonly recoveries: number;
  /** The run lasted long enough not to count as early. */
  readonly settled: boolean;
  /** The run that follows is a full start, however many early ends there were. */
  readonly trial: boolean;
  /** The time server has answered since power-on. */
  readonly reached: boolean;
  /** The last words of a run that failed, until the cloud has them; "" for none. */
  readonly gasp: string;
}

export const firstMemo: RunMemo = Object.freeze({
  restarts: 0,
  early: 0,
  recoveries: 0,
  settled: false,
  trial: false,
  reached: false,
  gasp: "",
});

/** Longest last words, characters; with the rest they stay below the 200 bytes of a memo. */
const longestGasp = 150;
const version = "1";
const most = 9999;

/** `1 <restarts> <early> <recoveries> <flags> <gasp>`: shorter than JSON, and it takes little memory to make. */
export function encodeMemo(memo: RunMemo): string {
  const { restarts, early, recoveries, settled, trial, reached, gasp } = memo;
  const flags = (settled ? "s" : "") + (trial ? "t" : "") + (reached ? "r" : "");
  const counts = `${Math.min(restarts, most)} ${Math.min(early, most)} ${Math.min(recoveries, most)}`;
  return `${version} ${counts} -${flags} ${inASCII(gasp)}`;
}

/** The memo in a text; that of a first run where there is none, or where it makes no sense. */
export function decodeMemo(text: string | undefined): RunMemo {
  const match = /^1 (\d{1,4}) (\d{1,4}) (\d{1,4}) -(s?)(t?)(r?) (.*)$/.exec(text ?? "");
  if (match === null) return firstMemo;
  const [, restarts, early, recoveries, settled, trial, reached, gasp = ""] = match;
  return {
    restarts: Number(restarts),
    early: Number(early),
    recoveries: Number(recoveries),
    settled: settled === "s",
    trial: trial === "t",
    reached: reached === "r",
    gasp,
  };
}

/** One byte a character, no line breaks, not too long. */
function inASCII(text: string): string {
  let result = "";
  for (let i = 0; i < Math.min(text.length, longestGasp); i++) {
    const code = text.charCodeAt(i);
    result += code < 32 || code > 126 ? "?" : text.charAt(i);
  }
  return result;
}
