import { host } from "../../engine/inside/host.js";
import { i2cClass } from "../../world/i2c-master.js";

/** The I2C class of ECMA-419 (clause 10.4). Its buses are the host's, found by their pins; without chips nobody acknowledges. */
const I2C = i2cClass((pins) => ({ write, ...transaction }) => {
  const bytes = write === undefined ? {} : { write: [...write] };
  return Uint8Array.from(host.call("i2c", { ...pins, ...transaction, ...bytes }) as number[]);
});

export default I2C;
