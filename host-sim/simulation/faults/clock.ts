import { day, type FaultKind, hour, minute, second, spelled } from "./fault.js";

/** What goes wrong with the time of day. */
export const clockFaults: readonly FaultKind[] = [
  {
    name: "clock-step",
    story: "the time server is wrong for an hour, or somebody sets the clock by hand",
    weight: 3,
    draw(random) {
      const step = (random.chance(0.5) ? 1 : -1) * random.scale(2 * second, 300 * day);
      return {
        words: `the device's clock steps by ${spelled(step)}`,
        duration: 3 * hour, // by then the time server was asked again
        begin({ machine, tell }) {
          machine.present?.clock.step(step);
          tell({ kind: "clock", why: "stepped", by: step });
          return undefined;
        },
      };
    },
  },
  {
    name: "no-time",
    story: "the site's firewall blocks NTP: the device starts without knowing the time",
    weight: 2,
    draw(random) {
      const duration = random.scale(minute, 2 * day);
      return {
        words: `no time server for ${spelled(duration)}`,
        duration,
        begin({ timeOfDay }) {
          return timeOfDay.stopServer();
        },
      };
    },
  },
];
