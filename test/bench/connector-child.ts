import { startConnector } from "../../host-sim/emulators/connector/index.js";
import { connectorResources } from "../../tools/work/connector-resources.js";
import type { Cloud, CloudOrder } from "./cloud.js";
import { settleOrder } from "./servers/bench-server.js";

/** The Connector as a process of its own, so that its work and its memory are not taken for the devices'. */
const connector = await startConnector({
  stateDir: process.argv[2] ?? "",
  port: 0,
  resources: [
    ...connectorResources(),
    { alias: "count", format: "number" },
    { alias: "target", format: "number", settable: true },
    { alias: "bench-text", format: "string" },
  ],
});
const { host, connectorId, domain, port, ca } = connector;
process.on("message", (order: CloudOrder | typeof settleOrder) => {
  if (order === settleOrder) {
    globalThis.gc?.();
    globalThis.gc?.();
    process.send?.(settleOrder);
  } else if ("write" in order) void connector.write(order.device, "target", order.write);
  else if ("delayPubacks" in order) {
    const { device, delayPubacks: milliseconds } = order;
    void connector.inject({ kind: "delay-puback", device, milliseconds });
  } else void connector.kick(order.device);
});
// Without saving: the folder goes with the bench.
process.once("disconnect", () => process.exit());
process.send?.({ host, connectorId, domain, port, ca } satisfies Cloud);
