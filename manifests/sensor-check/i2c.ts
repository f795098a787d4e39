import { bus } from "bus";
import { i2cClass } from "world/i2c-master";

/** The I2C class that the SDK's simulator lacks, over simulated chips. */
export default i2cClass(() => (transaction) => bus.transfer(transaction));
