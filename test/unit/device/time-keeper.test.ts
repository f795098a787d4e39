import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TimeKeeper } from "../../../firmware/device/time-keeper.js";
import { fakeLog } from "../../support/fake-log.js";
import { VirtualTime } from "../../support/virtual-time.js";

const hour = 3_600_000;

/** A clock whose time server a test switches on and off; `asked` holds the hours of the questions. */
class ServedTime extends VirtualTime {
  answers = true;
  readonly asked: number[] = [];

  override synchronize(onDone: (known: boolean) => void): void {
    this.asked.push(this.uptime() / hour);
    this.set(() => onDone(this.answers), 10);
  }
}

function setUp(random: () => number = () => 0.5) {
  const time = new ServedTime();
  const heard: boolean[] = [];
  const { log, lines } = fakeLog();
  const keeper = new TimeKeeper({
    clock: time,
    Timer: time,
    log,
    random,
    longest: 24 * hour,
    onAnswer: (answered) => heard.push(answered),
  });
  return { time, keeper, heard, lines };
}

describe("the clock of a device", () => {
  for (const [random, hours] of [
    [0, 12],
    [0.5, 18],
    [0.9999, 24],
  ] as const) {
    it(`is synchronised at power-up and again every 12 to 24 h (ExoSense conventions): ${hours} h`, () => {
      const { time, keeper } = setUp(() => random);
      keeper.ask(() => undefined);
      time.advance(10 * 24 * hour);
      const gaps = time.asked.slice(1).map((at, i) => Math.round(at - (time.asked[i] ?? 0)));
      assert.ok(gaps.length >= 9 && gaps.every((gap) => gap === hours), gaps.join(" "));
    });
  }

  it("is asked for again within minutes after a synchronisation that failed, and stays known meanwhile", () => {
    const { time, keeper, heard, lines } = setUp();
    keeper.ask(() => undefined);
    time.advance(hour);
    time.answers = false;
    time.advance(19 * hour);
    assert.equal(keeper.known, true);
    const silences = heard.filter((answered) => !answered).length;
    assert.ok(silences >= 6, `${silences} questions in two hours`);
    assert.match(lines.join("\n"), /does not answer/);
    time.answers = true;
    time.advance(hour);
    const count = time.asked.length;
    time.advance(17 * hour);
    assert.equal(time.asked.length, count, "and then it rests");
  });

  it("is not known before somebody has answered", () => {
    const { time, keeper } = setUp();
    time.answers = false;
    keeper.ask(() => undefined);
    time.advance(100);
    assert.equal(keeper.known, false);
  });

  it("is asked for once by all who want it at the same time", () => {
    const { time, keeper } = setUp();
    const done: boolean[] = [];
    keeper.ask((answered) => done.push(answered));
    keeper.ask((answered) => done.push(answered));
    time.advance(100);
    assert.deepEqual([done, time.asked.length], [[true, true], 1]);
  });

  it("leaves no timer behind when it is stopped, a question on its way included", () => {
    const { time, keeper } = setUp();
    keeper.ask(() => undefined);
    time.advance(100);
    keeper.ask(() => undefined);
    keeper.stop();
    time.advance(100);
    assert.equal(time.pending, 0);
  });

  it("counts a question that cannot even be asked as a silence, and asks again", () => {
    const { time, keeper, heard } = setUp();
    const { synchronize } = time;
    time.synchronize = () => {
      throw new Error("no socket");
    };
    keeper.ask((answered) => heard.push(answered));
    assert.deepEqual(heard, [], "never inside the call");
    time.advance(10);
    assert.deepEqual(heard, [false, false]);
    time.synchronize = synchronize;
    time.advance(hour);
    assert.equal(keeper.known, true);
  });
});
