import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ResetCircuit, type Wiring } from "../../../host-sim/emulators/rom-loader/reset-circuit.js";
import { VirtualTime } from "../../support/virtual-time.js";

/** DTR and RTS, and milliseconds to wait behind it. */
type Step = readonly [dtr: boolean, rts: boolean, wait?: number];

/** What becomes of a chip whose port does this. */
function after(steps: readonly Step[], options: { wiring?: Wiring; delay?: number } = {}): string[] {
  const time = new VirtualTime();
  const happened: string[] = [];
  const circuit = new ResetCircuit({
    wiring: options.wiring ?? "transistors",
    timer: time,
    delay: options.delay ?? 10,
    onReset: () => happened.push("reset"),
    onStart: (mode) => happened.push(mode),
  });
  for (const [dtr, rts, wait = 0] of steps) {
    circuit.set({ dtr, rts });
    time.advance(wait);
  }
  time.advance(1000);
  return happened;
}

const classicReset: readonly Step[] = [
  [false, true, 100],
  [true, false, 50],
  [false, false],
];
/** The same by a client that can only change one signal after the other. */
const oneByOne: readonly Step[] = [
  [false, false],
  [false, true, 100],
  [true, true, 5],
  [true, false, 50],
  [false, false],
];
const hardReset: readonly Step[] = [
  [false, true, 100],
  [false, false],
];

describe("DTR and RTS of a board with two transistors", () => {
  it("start the ROM loader where RTS, then DTR is asserted", () => {
    assert.deepEqual(after(classicReset), ["reset", "download"]);
  });

  it("start the ROM loader too where they can only be changed one after the other", () => {
    assert.deepEqual(after(oneByOne), ["reset", "download"]);
  });

  it("would start the application then if EN had no capacitor", () => {
    assert.deepEqual(after(oneByOne, { delay: 0 }), ["reset", "run"]);
  });

  it("start the application where RTS alone is asserted", () => {
    assert.deepEqual(after(hardReset), ["reset", "run"]);
  });

  it("reset nothing where a system asserts both when it opens the port, and both go together", () => {
    assert.deepEqual(
      after([
        [true, true, 500],
        [false, false],
      ]),
      [],
    );
  });

  it("reset the board where they go one by one, RTS last", () => {
    assert.deepEqual(
      after([
        [true, true, 500],
        [false, true],
        [false, false],
      ]),
      ["reset", "run"],
    );
  });

  it("hold a chip in reset for as long as RTS says so", () => {
    assert.deepEqual(after([[false, true]]), ["reset"]);
    assert.deepEqual(
      after([
        [false, true, 50],
        [false, false, 5],
        [false, true, 50],
        [false, false],
      ]),
      ["reset", "run"],
    );
  });
});

describe("DTR and RTS that are wired to IO0 and EN directly", () => {
  const wiring = "direct";

  it("start the ROM loader and the application by the same sequences", () => {
    assert.deepEqual(after(classicReset, { wiring }), ["reset", "download"]);
    assert.deepEqual(after(hardReset, { wiring }), ["reset", "run"]);
  });

  it("end in the ROM loader where a client leaves DTR asserted behind a reset", () => {
    assert.deepEqual(
      after(
        [
          [true, true, 100],
          [true, false],
        ],
        { wiring },
      ),
      ["reset", "download"],
    );
  });
});
