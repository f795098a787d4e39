import { type Defect, defect } from "../defect.js";

/** Mistakes in the device's life: connections, credentials, settings, time. */
export const deviceDefects: readonly Defect[] = [
  defect(
    "token-in-log",
    "the log shows the token",
    "firmware/device/device.ts",
    'log.info("cloud", "activated; credentials stored");',
    'log.info("cloud", "activated with " + secret.reveal());',
  ),
  defect(
    "token-in-memory",
    "the token is not stored",
    "firmware/device/device.ts",
    '    credentials.write({ secret, standing: "known" });\n',
    "",
  ),
  defect(
    "no-back-off",
    "the next try comes at once",
    "firmware/device/back-off.ts",
    "return Math.round(floor + random() * (limit - floor));",
    "return 0;",
  ),
  defect(
    "endless-back-off",
    "the waits grow without a bound",
    "firmware/device/back-off.ts",
    "const limit = Math.min(cap, first * 2 ** Math.min(this.#failures, 30));",
    "const limit = Math.min(2 ** 31, first * 2 ** Math.min(2 * this.#failures, 30)) + cap;",
  ),
  defect(
    "deadline-stays",
    "the deadline of an acknowledged message is not taken back",
    "firmware/cloud/connector/session.ts",
    "    this.#options.io.Timer.clear(flight.deadline);\n    this.#options.callbacks",
    "    this.#options.callbacks",
  ),
  defect(
    "thrown-out-of-a-callback",
    "a PUBACK that comes twice is a programming error",
    "firmware/cloud/connector/session.ts",
    "if (flight === undefined) return; // a duplicate: the first one did the work",
    'if (flight === undefined) return void this.#options.io.Timer.set(() => { throw new Error("no such message"); });',
  ),
  defect(
    "memory-over-power-cuts",
    "what the cloud wrote is remembered in memory that outlives the power, and believed",
    "firmware/storage/command-store.ts",
    "    this.#domain.write(shortKey(resource), JSON.stringify({ resource, ...record }));",
    '    if (record.phase !== "begun") this.#domain.write(shortKey(resource), JSON.stringify({ resource, ...record }));',
  ),
];
