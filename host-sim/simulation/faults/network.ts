import { day, type FaultKind, hour, minute, second, spelled } from "./fault.js";

/** What goes wrong between the device and the cloud. */
export const networkFaults: readonly FaultKind[] = [
  {
    name: "link-down",
    story: "the access point is restarted; connections may or may not be remembered by the router",
    weight: 8,
    draw(random) {
      const duration = random.scale(second, 3 * hour);
      const forgets = random.chance(0.5);
      return {
        words: `link down for ${spelled(duration)}${forgets ? ", connections forgotten" : ""}`,
        duration,
        begin({ link }) {
          if (forgets) for (const user of link.users) user.forget();
          return link.takeDown();
        },
      };
    },
  },
  {
    name: "outage",
    story: "the site has no network for days: the outbox fills up",
    weight: 1,
    draw(random) {
      const duration = random.scale(12 * hour, 20 * day);
      return {
        words: `no network for ${spelled(duration)}`,
        duration,
        begin({ link }) {
          for (const user of link.users) user.forget();
          return link.takeDown();
        },
      };
    },
  },
  {
    name: "reset",
    story: "a middlebox ends the connection with a reset",
    weight: 6,
    draw: () => ({
      words: "connections reset",
      duration: 0,
      begin({ link }) {
        for (const user of [...link.users]) user.reset();
        return undefined;
      },
    }),
  },
  {
    name: "forgotten-connection",
    story: "a NAT drops its entry: both ends stand, nothing passes, nobody is told",
    weight: 5,
    draw: () => ({
      words: "connections forgotten on the way",
      duration: 0,
      begin({ link }) {
        for (const user of link.users) user.forget();
        return undefined;
      },
    }),
  },
  {
    name: "long-way",
    story: "a satellite link or a crowded cell: every packet takes its time",
    weight: 3,
    draw(random) {
      const duration = random.scale(minute, 6 * hour);
      const latency = random.scale(100, 8000);
      return {
        words: `${latency} ms longer each way for ${spelled(duration)}`,
        duration,
        begin({ link }) {
          link.extraLatency += latency;
          return () => {
            link.extraLatency -= latency;
          };
        },
      };
    },
  },
  {
    name: "no-names",
    story: "the router's resolver hangs: addresses work, names do not",
    weight: 2,
    draw(random) {
      const duration = random.scale(minute, 3 * hour);
      return {
        words: `no names resolved for ${spelled(duration)}`,
        duration,
        begin({ link }) {
          return link.stopResolving();
        },
      };
    },
  },
];
