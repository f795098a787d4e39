import { day, type FaultKind, hour, second, spelled } from "./fault.js";

/** How long the power stays away, milliseconds. */
const offTimes = [100, 2 * day] as const;

/** What goes wrong with power and flash. */
export const powerFaults: readonly FaultKind[] = [
  {
    name: "power-cut",
    story: "somebody pulls the plug, between any two things that the device does",
    weight: 8,
    draw(random) {
      const off = random.scale(...offTimes);
      return {
        words: `power off for ${spelled(off)}`,
        duration: off + second,
        begin({ machine }) {
          machine.cutPower(off);
          return undefined;
        },
      };
    },
  },
  {
    name: "power-cut-in-flash",
    story:
      "the power fails in the middle of an operation of flash, and leaves it undone, half done or just done",
    weight: 10,
    draw(random) {
      const operation = random.scale(1, 40);
      const moment = random.pick(["before", "during", "after"] as const);
      const off = random.scale(100, hour);
      return {
        words: `power off ${moment} flash operation ${operation} from now, for ${spelled(off)}`,
        duration: 6 * hour,
        begin({ machine }) {
          machine.offTime = off;
          return machine.points.arm({ kind: moment, operation });
        },
      };
    },
  },
  {
    name: "brown-out-series",
    story: "a weak supply: the device starts and loses power again, several times",
    weight: 2,
    draw(random) {
      const cuts = Array.from({ length: random.integer(2, 8) }, () => random.scale(second, 60 * second));
      return {
        words: `${cuts.length} starts that last ${cuts.map(spelled).join(", ")}`,
        duration: cuts.reduce((sum, lasted) => sum + lasted + 2 * second, 0),
        begin({ machine, time }) {
          let at = 0;
          for (const lasted of cuts) {
            time.after(at, () => machine.cutPower(second));
            at += lasted + 2 * second;
          }
          return undefined;
        },
      };
    },
  },
  {
    name: "failed-write",
    story: "flash is worn out in places: an operation fails, and the device has to go on",
    weight: 4,
    draw(random) {
      const operation = random.scale(1, 20);
      const count = random.integer(1, 4);
      return {
        words: `flash fails ${count} times from operation ${operation} from now on`,
        duration: 6 * hour,
        begin({ machine }) {
          const undo = Array.from({ length: count }, (_, place) =>
            machine.points.arm({ kind: "failed", operation: operation + place }),
          );
          return () => {
            for (const each of undo) each();
          };
        },
      };
    },
  },
  {
    name: "bit-rot",
    story: "bits of erased flash lose their charge over the years",
    weight: 3,
    draw(random) {
      const bits = random.integer(1, 4);
      return {
        words: `${bits} bits of free flash rot`,
        duration: 0,
        begin({ machine }) {
          for (let bit = 0; bit < bits; bit++) machine.flash.rot();
          return undefined;
        },
      };
    },
  },
  {
    name: "slow-erase",
    story: "flash in the cold: an erase takes half a second instead of 50 ms, and the processor waits",
    weight: 2,
    draw(random) {
      const duration = random.scale(hour, 2 * day);
      const slowness = random.scale(100, 2000);
      return {
        words: `an erase takes ${slowness} ms longer for ${spelled(duration)}`,
        duration,
        begin({ machine }) {
          machine.flash.slowness = slowness;
          return () => {
            machine.flash.slowness = 0;
          };
        },
      };
    },
  },
];
