import type { TimerPort } from "../ports/timer.js";
import { failure } from "./failure.js";
import type { RunningDevice } from "./running-device.js";

/** Answers for a device that has no cloud to talk to: there is no session, now and as long as it runs. */
export function withoutCloud(Timer: TimerPort): Pick<RunningDevice, "contents" | "download"> {
  return {
    contents: (onAnswer) => void Timer.set(() => onAnswer(failure("not-connected"))),
    download: (_file, { onEvent }) => {
      const timer = Timer.set(() => onEvent({ event: "failed", reason: failure("not-connected") }));
      return { close: () => Timer.clear(timer) };
    },
  };
}
