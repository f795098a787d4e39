import "sdk/system";

/** The SDK's `system` leaves its class in a global and exports nothing; the firmware imports it like any other module. */
export default System;
