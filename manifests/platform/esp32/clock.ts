import UDP from "embedded:io/socket/udp";
import NTP from "embedded:network/ntp/client";
import { SystemResolver } from "cloud/system-resolver";
import Time from "time";
import Timer from "timer";
import type { Clock } from "../../../firmware/device/clock.js";

export interface NetworkClockOptions {
  /** Milliseconds since 1970; a time before it is not believed. */
  floor: number;
  /** Host name of the time server. */
  server: string;
  /** Milliseconds to wait for the time. */
  timeout: number;
}

/** The board's clock: unset after power-on, set by SNTP, never before its floor. */
export class NetworkClock implements Clock {
  #options: NetworkClockOptions;
  /** The SDK's tick at the last look, and the milliseconds counted up to it. */
  #tick: number | undefined;
  #uptime = 0;

  constructor(options: NetworkClockOptions) {
    this.#options = Object.freeze({ ...options });
  }

  now(): number {
    return Math.max(Date.now(), this.#options.floor);
  }

  /** Adds differences up, since the tick itself wraps after 49 days; looked at once a second it misses none. */
  uptime(): number {
    const tick = Time.ticks;
    if (this.#tick !== undefined) this.#uptime += Math.max(0, Time.delta(this.#tick, tick));
    this.#tick = tick;
    return this.#uptime;
  }

  /**
   * Asks the server, once and for `timeout` at most. Where no believable answer comes, the clock is set to the floor: TLS looks at
   * the engine's own clock, and for that one every certificate lies in the future.
   */
  synchronize(onDone: (known: boolean) => void): void {
    const { server, floor, timeout } = this.#options;
    const ntp = new NTP({
      servers: [server],
      // The SDK's typings ask for its own resolver; any class with its methods will do.
      dns: { io: SystemResolver as unknown as ConstructorParameters<typeof NTP>[0]["dns"]["io"] },
      socket: { io: UDP },
    });
    let answered = false;
    const done = (time: number): void => {
      if (answered) return;
      answered = true;
      Timer.clear(deadline);
      // Not from inside the client's own callback.
      Timer.set(() => ntp.close());
      const known = time >= floor;
      if (known || Date.now() < floor) Time.set(Math.floor((known ? time : floor) / 1000));
      onDone(known);
    };
    const deadline = Timer.set(() => done(0), timeout);
    ntp.getTime((_error: Error | null, time?: number) => done(time ?? 0));
  }
}
