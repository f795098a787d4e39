import type { Spread } from "../figure.js";
import type { Comparison } from "./comparison.js";

/** What was found of one promise. */
export interface Verdict {
  readonly sentence: string;
  readonly holds: boolean;
}

/** What the Connector promises; `than` names the server whose figure it is measured by. */
interface Goal {
  readonly row: RegExp;
  readonly than?: string;
  readonly least?: number;
  readonly most?: number;
  /** Looks at the least and the most of all measurements instead of the median. */
  readonly always?: boolean;
}

const subject = "Connector";

const goals: readonly Goal[] = [
  { row: /: messages$/, than: "mosquitto", least: 0.75 },
  { row: /: messages$/, than: "aedes", least: 1 },
  { row: /idle TLS connection/, than: "bare", most: 1.1 },
  { row: /hostile frames/, least: 12 },
  { row: /announces 256 MB/, most: 64 },
  { row: /dead client/, least: 1.35, most: 1.65, always: true },
];

/** One verdict for each goal whose figures are there. */
export function judge(rows: readonly Comparison[]): Verdict[] {
  return goals.flatMap((goal) => {
    const row = rows.find(({ name }) => goal.row.test(name));
    const own = row?.values[subject];
    const beside = goal.than === undefined ? undefined : row?.values[goal.than];
    if (row === undefined || own === undefined) return [];
    if (goal.than !== undefined && beside === undefined) return [];
    return [verdict(goal, row, own, beside)];
  });
}

function verdict(
  { than, least, most, always }: Goal,
  row: Comparison,
  own: Spread,
  beside?: Spread,
): Verdict {
  const unit = beside?.median ?? 1;
  const [low, high] = always === true ? [own.min, own.max] : [own.median, own.median];
  const holds = low / unit >= (least ?? 0) && high / unit <= (most ?? Number.POSITIVE_INFINITY);
  const bounds = [
    ...(least === undefined ? [] : [`at least ${least}`]),
    ...(most === undefined ? [] : [`at most ${most}`]),
  ].join(" and ");
  const of = than === undefined ? row.unit : `× ${than}`;
  const found = (own.median / unit).toFixed(2);
  return { sentence: `${row.name}: ${found} ${of}, promised ${bounds}.`, holds };
}
