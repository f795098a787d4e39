import { day, type FaultKind, hour, minute, second, spelled } from "./fault.js";

/** What goes wrong in the cloud beyond what its emulator can be told. */
export const cloudFaults: readonly FaultKind[] = [
  {
    name: "server-restart",
    story: "the server is updated: all connections end, and for a while none is taken",
    weight: 4,
    draw(random) {
      const duration = random.scale(second, 2 * hour);
      return {
        words: `server away for ${spelled(duration)}`,
        duration,
        begin({ cloud }) {
          return cloud.stop();
        },
      };
    },
  },
  {
    name: "doubled-puback",
    story: "a proxy repeats what it was not sure to have sent: PUBACKs come twice",
    weight: 3,
    draw(random) {
      const times = random.integer(1, 10);
      return {
        words: `${times} PUBACKs doubled`,
        duration: 6 * hour,
        begin({ cloud }) {
          cloud.doubledAcknowledgements += times;
          return () => {
            cloud.doubledAcknowledgements = 0;
          };
        },
      };
    },
  },
  {
    name: "locked",
    story:
      "somebody locks the device in the cloud and unlocks it when they find out which one it was (CN-PROV-6)",
    weight: 1,
    draw(random) {
      const duration = random.scale(minute, 2 * day);
      return {
        words: `device locked for ${spelled(duration)}`,
        duration,
        begin({ cloud }) {
          return cloud.lock();
        },
      };
    },
  },
  {
    name: "revoked",
    story:
      "the token is revoked, and an operator gives the device a new one on site when they notice (CN-PROV-7)",
    weight: 1,
    draw(random) {
      const duration = random.scale(minute, 2 * day);
      return {
        words: `token revoked, an operator helps after ${spelled(duration)}`,
        duration,
        begin(world) {
          world.cloud.revoke();
          return () => world.help();
        },
      };
    },
  },
  {
    name: "lost-activation",
    story: "a new device activates and the answer with its token is lost: the identity is taken (CN-PROV-7)",
    weight: 1,
    draw(random) {
      const duration = random.scale(minute, 6 * hour);
      return {
        words: `the device starts anew, the answer to its activation is lost, an operator helps after ${spelled(duration)}`,
        duration,
        begin(world) {
          const { cloud, machine } = world;
          cloud.connector.faults.inject({ kind: "lose-provisioning-answer", times: 1 }, cloud.now, duration);
          cloud.letActivate();
          machine.forgetCredentials();
          return () => world.help();
        },
      };
    },
  },
];
