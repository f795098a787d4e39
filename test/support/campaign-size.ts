/** How many cases a campaign runs: as many as `npm run nightly` says, or the few for which `npm test` has the time. */
const asked = Number(process.env.BOWLINE_PROPERTY_CASES ?? "0");

/** A share of what is asked for, or the ordinary number. */
export function campaignSize(ordinary: number, share = 1): number {
  return asked > 0 ? Math.ceil(asked * share) : ordinary;
}
