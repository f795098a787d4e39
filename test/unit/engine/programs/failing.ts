import System from "system";
import Timer from "timer";
import { host } from "../../../../host-sim/engine/inside/host.js";
import { report, runPart } from "../../../contract/programs/report.js";

/** Each part fails in its way; tests name the lines marked with the way, so keep marks and lines together. */
const deep = (level: number): number => deep(level + 1) + 1; // overflow

const hoard: unknown[] = [];

runPart({
  loading() {
    throw new Error("at start"); // loading
  },
  callback() {
    Timer.set(() => {
      throw new TypeError("in a callback"); // callback
    });
  },
  nothing() {
    Timer.set(() => {
      throw undefined;
    });
  },
  symbol() {
    Timer.set(() => {
      throw Symbol("odd");
    });
  },
  rejection() {
    Timer.set(() => {
      void Promise.reject(new Error("nobody cares")); // rejection
      Timer.set(() => report("alive"), 20);
    });
  },
  overflow() {
    Timer.set(() => void deep(0));
  },
  loop() {
    Timer.set(() => {
      for (;;) hoard.length = 0; // loop
    });
  },
  loopInJob() {
    void Promise.resolve().then(() => {
      for (;;) hoard.length = 0; // loopInJob
    });
  },
  memory() {
    Timer.set(() => {
      for (;;) hoard.push(new Array(100).fill(0)); // memory
    });
  },
  restart() {
    Timer.set(() => {
      host.emit({ event: "report", value: "before" });
      System.restart();
      host.emit({ event: "report", value: "after" });
      Timer.set(() => report("later"));
    });
  },
  alive() {
    report("alive");
  },
});
