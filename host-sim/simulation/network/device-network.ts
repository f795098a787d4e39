import type { Network } from "../../../firmware/ports/network.js";
import type { Life } from "../life.js";
import type { WorldTime } from "../world-time.js";
import type { Link } from "./link.js";

/** From power-on until Wi-Fi has joined, and from a change of the link until the device knows it, milliseconds. */
const joining = 2000;
const noticing = 100;

export interface DeviceNetworkOptions {
  readonly link: Link;
  readonly time: WorldTime;
  readonly life: Life;
}

/** The network port of one life: tells the ups and downs of the link. Restarting it mends nothing here: what is broken is elsewhere. */
export function networkFor({ link, time, life }: DeviceNetworkOptions): Network {
  return {
    start: ({ onUp, onDown }) => {
      let isUp = false;
      const tellChange = (): void => {
        if (!life.isAlive) return stop();
        if (link.isUp === isUp) return;
        isUp = link.isUp;
        life.run(() => (isUp ? onUp() : onDown("the access point is gone")));
      };
      const stop = link.listen(() => time.after(noticing, tellChange));
      time.after(joining, tellChange);
    },
    restart: () => {},
    status: () => ({ kind: "wifi", stage: link.isUp ? "up" : "link" }),
  };
}
