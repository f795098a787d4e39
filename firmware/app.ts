import { defineDevice } from "./resources/definition.js";
import { simulatedClimate } from "./sensors/simulated-climate.js";
import { system } from "./sensors/system.js";

/**
 * The device: what it measures, what it can be told, when it reports. This is the file to edit.
 *
 * `computer` is a sensor of the desktop simulator and `led` an output of most boards; resources marked optional are
 * left out where the board lacks them. `device_events` takes what the device tells about itself: restarts, outages, losses.
 */
export default defineDevice({
  sensors: { system },
  // A board with a chip for it has the real climate.
  standIns: { climate: simulatedClimate({ temperature: 21, swing: 2, humidity: 45 }) },
  resources: {
    temperature: {
      format: "number",
      unit: "DEG_CELSIUS",
      range: [-40, 85],
      source: "climate.temperature",
      report: { intervalSeconds: "report_interval", deadband: 0.05, heartbeatSeconds: 300 },
    },
    humidity: {
      format: "number",
      unit: "PERCENT",
      range: [0, 100],
      source: "climate.humidity",
      report: { intervalSeconds: "report_interval", deadband: 0.2, heartbeatSeconds: 300 },
    },
    cpu_load: {
      format: "number",
      unit: "PERCENT",
      range: [0, 100],
      source: "computer.load",
      optional: true,
      report: { intervalSeconds: "report_interval", deadband: 1, heartbeatSeconds: 60 },
    },
    memory_used: {
      format: "number",
      unit: "MEGABYTE",
      source: "computer.memoryUsed",
      optional: true,
      report: { intervalSeconds: "report_interval", deadband: 16, heartbeatSeconds: 60 },
    },
    cpu_temperature: {
      format: "number",
      unit: "DEG_CELSIUS",
      source: "computer.temperature",
      optional: true,
      report: { intervalSeconds: "report_interval", deadband: 0.5, heartbeatSeconds: 60 },
    },
    computer_uptime: {
      format: "number",
      unit: "SECOND",
      source: "computer.uptime",
      optional: true,
      report: { intervalSeconds: 60 },
    },
    uptime: {
      format: "number",
      unit: "SECOND",
      source: "system.uptime",
      report: { intervalSeconds: 60 },
    },
    device_events: {
      format: "string",
      source: "device.events",
    },
    report_interval: {
      format: "number",
      unit: "SECOND",
      range: [1, 3600],
      settable: true,
      initial: 10,
    },
    led: {
      format: "boolean",
      settable: true,
      initial: false,
      sink: "led",
      optional: true,
    },
  },
});
