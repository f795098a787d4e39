import platformTimer from "timer";
import type { TimerHandle, TimerPort } from "../../../firmware/ports/timer.js";
import { report, runPart, thrownBy } from "./report.js";

const Timer = platformTimer as unknown as TimerPort & {
  repeat(callback: () => void, interval: number): TimerHandle;
  schedule(timer: TimerHandle, delay: number, repeat?: number): void;
};

runPart({
  later() {
    let inside = true;
    Timer.set(() => report(inside));
    inside = false;
  },
  order() {
    const fired: string[] = [];
    const note = (name: string) => () => fired.push(name);
    Timer.set(note("30 first"), 30);
    Timer.set(note("10"), 10);
    Timer.set(note("30 second"), 30);
    Timer.set(note("0"));
    Timer.set(() => report(fired), 60);
  },
  clear() {
    const fired: string[] = [];
    const cleared = Timer.set(() => fired.push("cleared"), 10);
    const done = Timer.set(() => fired.push("done"), 5);
    Timer.clear(cleared);
    Timer.clear(cleared);
    Timer.clear(undefined);
    Timer.set(() => {
      Timer.clear(done);
      report(fired);
    }, 30);
  },
  clearFromCallback() {
    const fired: string[] = [];
    let second: TimerHandle | undefined;
    Timer.set(() => {
      fired.push("first");
      Timer.clear(second);
    }, 10);
    second = Timer.set(() => fired.push("second"), 10);
    Timer.set(() => report(fired), 30);
  },
  repeat() {
    let count = 0;
    const timer = Timer.repeat(() => {
      if (++count < 3) return;
      Timer.clear(timer);
      Timer.set(() => report(count), 30);
    }, 5);
  },
  setWithRepeat() {
    let count = 0;
    const timer = Timer.set(
      () => {
        if (++count < 3) return;
        Timer.clear(timer);
        report(count);
      },
      1,
      2,
    );
  },
  schedule() {
    const fired: string[] = [];
    const timer = Timer.set(() => fired.push("moved"), 5);
    Timer.schedule(timer, 30);
    Timer.set(() => fired.push("fixed"), 15);
    Timer.set(() => {
      fired.push(String(thrownBy(() => Timer.schedule(timer, 5))));
      report(fired);
    }, 50);
  },
  range() {
    const errors = [-1, 2 ** 31, Number.NaN].map((delay) => thrownBy(() => Timer.set(() => {}, delay)));
    Timer.clear(Timer.set(() => {}, 2 ** 31 - 1));
    report(errors);
  },
  jobs() {
    const steps: string[] = [];
    for (const name of ["a", "b"]) {
      Timer.set(() => {
        steps.push(name);
        void Promise.resolve().then(() => steps.push(`job of ${name}`));
      }, 5);
    }
    Timer.set(() => report(steps), 20);
  },
  properties() {
    const timer = Timer.set(() => report((timer as { note?: string }).note), 1);
    (timer as { note?: string }).note = "kept";
  },
});
