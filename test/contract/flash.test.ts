import { describe } from "node:test";
import { FlashChip } from "../../host-sim/world/flash-chip.js";
import { flashRegionSuite } from "./flash-region.js";

describe("a flash region: the chip of the simulation", () => {
  flashRegionSuite(() => new FlashChip({ blocks: 4 }));
});
