import type { SensorFactory } from "../resources/sensor.js";

/** What the device knows about itself on every board: `uptime`, whole seconds since start. */
export const system: SensorFactory = ({ clock }) => ({
  sample: () => ({ uptime: Math.floor(clock.uptime() / 1000) }),
});
