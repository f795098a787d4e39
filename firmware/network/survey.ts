import type { TimerHandle, TimerPort } from "../ports/timer.js";
import { connecting, type FoundNetwork, type WiFiStation } from "../ports/wifi-station.js";

/** Networks in range, strongest first, one entry a name; undefined where the scan failed. */
export type SurveyResult = readonly FoundNetwork[] | undefined;

/** Names kept of a scan: in an office block there may be a hundred, and a small heap has no room for them. */
const most = 16;

/** The station refuses a scan while it connects, and takes a moment to let go of that, milliseconds. */
const settling = 500;

/** A scan of all channels takes some 3 s, milliseconds. */
const patience = 10_000;

/** Looks which networks are in range. `onDone` comes once, never inside the call, unless the function returned is called before. */
export function survey(
  { station, Timer }: { station: WiFiStation; Timer: TimerPort },
  onDone: (found: SurveyResult) => void,
): () => void {
  const found: FoundNetwork[] = [];
  let timer: TimerHandle | undefined;
  let over = false;
  const finish = (result: SurveyResult): void => {
    if (over) return;
    over = true;
    Timer.clear(timer);
    // Not inside the station's callback: whoever asked goes on with `connect`.
    timer = Timer.set(() => onDone(result));
  };
  const begin = (): void => {
    try {
      station.scan({
        onFound: (network) => keep(found, network),
        onComplete: () => finish(found),
      });
      timer = Timer.set(() => finish(undefined), patience);
    } catch {
      finish(undefined);
    }
  };
  if (station.connection === connecting) {
    try {
      station.disconnect();
    } catch {
      // The scan then fails as well, and is told as failed.
    }
    timer = Timer.set(begin, settling);
  } else begin();
  return () => {
    over = true;
    Timer.clear(timer);
  };
}

function keep(found: FoundNetwork[], network: FoundNetwork): void {
  if (network.SSID === "") return; // hidden
  const index = found.findIndex(({ SSID }) => SSID === network.SSID);
  const known = found[index];
  if (known !== undefined) {
    if (known.RSSI >= network.RSSI) return;
    found.splice(index, 1);
  }
  const place = found.findIndex(({ RSSI }) => RSSI < network.RSSI);
  found.splice(place < 0 ? found.length : place, 0, network);
  if (found.length > most) found.pop();
}
