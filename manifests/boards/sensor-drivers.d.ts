/** The SDK's sensor drivers, which come without types. */
declare module "embedded:sensor/*" {
  import type { SensorDriver } from "../../firmware/sensors/driver.js";

  const Driver: SensorDriver;
  export default Driver;
}
