import { clockFaults } from "./clock.js";
import { cloudFaults } from "./cloud.js";
import { emulatedFaults } from "./emulated.js";
import type { FaultKind } from "./fault.js";
import { networkFaults } from "./network.js";
import { powerFaults } from "./power.js";

/** Everything that goes wrong. */
export const faultKinds: readonly FaultKind[] = [
  ...powerFaults,
  ...networkFaults,
  ...emulatedFaults,
  ...cloudFaults,
  ...clockFaults,
];
