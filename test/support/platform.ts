/** Whether devices of this run live in the SDK's own simulator, with the SDK's modules: `npm run test:sdk` says so. */
export const isOnSDK = process.env.BOWLINE_ENGINE === "sdk";

/** Options of a test that cannot be run there, with the reason; the simulator's engines run it. */
export function notOnSDK(reason: string): { skip?: string } {
  return isOnSDK ? { skip: reason } : {};
}
