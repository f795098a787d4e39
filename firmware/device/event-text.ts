export type ReportDetails = Readonly<Record<string, string | number | boolean>>;

/** What the device tells about itself, as one JSON text: `{"event":"restart","reason":"abort"}`. */
export function eventText(kind: string, details: ReportDetails): string {
  return JSON.stringify({ event: kind, ...details });
}
