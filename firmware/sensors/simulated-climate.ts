import type { Sample, SensorFactory, SensorWorld } from "../resources/sensor.js";

export interface ClimateOptions {
  /** Mean temperature, °C, and how far a day's wave goes from it. */
  temperature: number;
  swing: number;
  /** Mean relative humidity, %. */
  humidity: number;
}

const day = 24 * 60 * 60 * 1000;
/** Time in which a disturbance loses two thirds of its size, milliseconds. */
const memory = 10 * 60 * 1000;

/**
 * A room's climate for demonstrations and tests: a daily wave, warmest at 15:00 UTC, with a disturbance that wanders and comes back
 * (an Ornstein-Uhlenbeck process). Humidity goes against temperature, as in a room whose air holds the same water.
 */
export function simulatedClimate(options: ClimateOptions): SensorFactory {
  // Constants of their own: a device's declaration is linked into ROM, and captured parameters would be kept in RAM.
  const { temperature, swing, humidity } = options;
  return (world) => {
    let disturbance = 0;
    let last = world.clock.uptime();
    return {
      sample(): Sample {
        const uptime = world.clock.uptime();
        const kept = Math.exp(-(uptime - last) / memory);
        last = uptime;
        // Stationary deviation 0.4 °C, however often it is sampled.
        disturbance = disturbance * kept + 0.4 * Math.sqrt(1 - kept * kept) * gaussian(world);
        const phase = ((world.clock.now() % day) / day - 15 / 24) * 2 * Math.PI;
        const warmer = swing * Math.cos(phase) + disturbance;
        return {
          temperature: round(temperature + warmer),
          humidity: round(Math.min(100, Math.max(0, humidity - 3 * warmer))),
        };
      },
    };
  };
}

/** Normal distribution, mean 0 and deviation 1, after Box and Muller. */
function gaussian({ random }: SensorWorld): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
