import type { DeviceStatus } from "../../../firmware/device/device-status.js";
import { element, part } from "../../../host-sim/dashboard/page/element.js";

type Row = readonly [name: string, value: (status: DeviceStatus) => string | undefined];

const rows: readonly Row[] = [
  ["Device", ({ device, board }) => `${device} on ${board}`],
  [
    "Cloud",
    ({ cloud, state }) =>
      cloud.stage === "online"
        ? "online"
        : `${state}, came as far as ${cloud.stage}${cloud.reason === undefined ? "" : `: ${cloud.reason}`}`,
  ],
  ["Next try", ({ cloud }) => (cloud.retryIn === undefined ? undefined : `in ${seconds(cloud.retryIn)}`)],
  [
    "Network",
    ({ network }) =>
      [
        network.ssid ?? network.kind,
        network.stage === "up" ? network.address : (network.reason ?? network.stage),
        network.rssi === undefined ? undefined : `${network.rssi} dBm`,
      ]
        .filter((each) => each !== undefined)
        .join(", "),
  ],
  ["Time", ({ time }) => (time.known ? new Date(time.now).toLocaleString() : "not known yet")],
  ["Readings waiting", ({ outbox }) => `${outbox.readings} in ${outbox.kept}`],
  ["Credentials", ({ credentials }) => credentials.map(credential).join("; ") || "none"],
  [
    "Running",
    ({ uptime, restart }) =>
      `for ${seconds(uptime)}, after ${restart.reason}${restart.lastGasp === undefined ? "" : `: ${restart.lastGasp}`}`,
  ],
  [
    "Memory",
    ({ heap }) =>
      heap === undefined ? undefined : `${heap.free} bytes free, at least ${heap.leastFree} since start`,
  ],
];

/** What the board says of itself. */
export class StatusList {
  readonly #list = part("status", HTMLDListElement);

  show(status: DeviceStatus): void {
    this.#list.replaceChildren(
      ...rows.flatMap(([name, value]) => {
        const text = value(status);
        return text === undefined ? [] : [element("dt", {}, name), element("dd", {}, text)];
      }),
    );
  }

  clear(): void {
    this.#list.replaceChildren();
  }
}

function credential({ slot, fingerprint, notAfter }: DeviceStatus["credentials"][number]): string {
  const end = notAfter === undefined ? "" : ` until ${new Date(notAfter).toLocaleDateString()}`;
  return `${slot}${fingerprint === undefined ? "" : ` ${fingerprint.slice(0, 8)}…`}${end}`;
}

function seconds(milliseconds: number): string {
  const total = Math.round(milliseconds / 1000);
  if (total < 120) return `${total} s`;
  if (total < 7200) return `${Math.round(total / 60)} min`;
  return `${Math.round(total / 3600)} h`;
}
