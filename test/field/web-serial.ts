import type { Page } from "playwright-core";
import { pageClock } from "./page-clock.js";

/** What stands behind a serial port that is put into a browser: a board, or whatever plays one. One call at a time, in the page's order. */
export interface BrowserPort {
  /** Called when the page opens the port; `receive` hands bytes to the page. */
  open(receive: (bytes: Uint8Array) => void): Promise<void>;
  write(bytes: Uint8Array): Promise<void>;
  setSignals(signals: { readonly dtr: boolean; readonly rts: boolean }): Promise<void>;
  close(): Promise<void>;
  /**
   * The page's clock stands at so many milliseconds since 1970: comes before each of the other calls, and again a while after the
   * signals have changed. All that a page does without waiting happens at one moment.
   */
  passTime(moment: number): void;
}

/** What a page asks of a port, each with its argument. */
const requests = {
  open: (port: BrowserPort, _: unknown, receive: (bytes: Uint8Array) => void) => port.open(receive),
  write: (port: BrowserPort, base64: unknown) => port.write(Buffer.from(String(base64), "base64")),
  setSignals: (port: BrowserPort, signals: unknown) =>
    port.setSignals(signals as { dtr: boolean; rts: boolean }),
  close: (port: BrowserPort) => port.close(),
  passTime: async () => undefined,
} as const;

/**
 * Gives a page a `navigator.serial` whose only port leads here, before its own scripts run. Chromium's own cannot be used headless: it
 * lists no pseudo-terminals and asks a person. The shape is that of Web Serial; what it does not have, pages must not need.
 *
 * Failure story: a way from the page to here and back takes 5 ms, and hundreds on a busy computer. A client that asserts DTR and then lets
 * RTS go waited that long in between, the board's capacitor was charged in the meantime, and it started its application instead of its
 * loader; a cable does that in microseconds. An answer that came at once was too late for the client's patience of half a second. So
 * signals do not wait, and the page's clock stands still from a request until it is carried out and what the board says to it has arrived.
 */
export async function bringSerial(
  page: Page,
  port: BrowserPort,
  options: { granted: boolean },
): Promise<void> {
  const delivery = new Delivery((bytes) =>
    // A page that is going away misses it, as it would miss a cable's bytes.
    page.evaluate(`bridgeReceive("${Buffer.from(bytes).toString("base64")}")`).catch(() => undefined),
  );
  const carryOut = async (name: keyof typeof requests, moment: number, argument: unknown): Promise<void> => {
    port.passTime(moment);
    await requests[name](port, argument, (bytes) => delivery.add(bytes));
    await delivery.done;
  };
  await page.exposeFunction("bridgeRequest", carryOut);
  await page.addInitScript(`globalThis.bridgeGranted = ${options.granted};${pageClock}${browserSide}`);
}

/** Takes Web Serial away, as browsers without it have it. */
export async function takeSerialAway(page: Page): Promise<void> {
  await page.addInitScript("delete Navigator.prototype.serial;");
}

/** What is on its way to the page: bytes that come meanwhile go in one piece when what was before them has arrived. */
class Delivery {
  readonly #deliver: (bytes: Uint8Array) => Promise<unknown>;
  #waiting: Uint8Array[] = [];
  #done: Promise<void> | undefined;

  constructor(deliver: (bytes: Uint8Array) => Promise<unknown>) {
    this.#deliver = deliver;
  }

  /** Resolves when everything has arrived. */
  get done(): Promise<void> | undefined {
    return this.#done;
  }

  add(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#done ??= this.#go();
  }

  async #go(): Promise<void> {
    while (this.#waiting.length > 0) {
      const bytes = Buffer.concat(this.#waiting);
      this.#waiting = [];
      await this.#deliver(bytes);
    }
    this.#done = undefined;
  }
}

/** Runs in the page; text, because the compiler of the tests would reach for names that a page does not have. */
const browserSide = `(() => {
  let last = Promise.resolve();
  const request = (name, argument) => {
    pageClock.stop();
    const moment = performance.timeOrigin + performance.now();
    const done = last.then(() => globalThis.bridgeRequest(name, moment, argument)).finally(pageClock.go);
    last = done.catch(() => undefined);
    return done;
  };
  class BridgedPort extends EventTarget {
    readable = null;
    writable = null;
    #signals = { dtr: false, rts: false };
    #controller;
    async open() {
      if (this.readable !== null) throw new DOMException("The port is already open.", "InvalidStateError");
      await request("open");
      this.#stream();
      this.writable = new WritableStream({
        write: (bytes) => request("write", btoa(String.fromCharCode(...bytes))),
      });
    }
    #stream() {
      this.readable = new ReadableStream({
        start: (controller) => { this.#controller = controller; },
        // Web Serial hands out a new stream when one has ended and the port is still there.
        cancel: () => { this.#controller = undefined; queueMicrotask(() => { if (this.writable !== null) this.#stream(); }); },
      });
    }
    receive(bytes) { this.#controller?.enqueue(bytes); }
    async setSignals({ dataTerminalReady, requestToSend }) {
      this.#signals = { dtr: dataTerminalReady ?? this.#signals.dtr, rts: requestToSend ?? this.#signals.rts };
      request("setSignals", this.#signals);
      // By then a chip that was let out of reset has started, though its page may say nothing more.
      setTimeout(() => request("passTime"), 50);
    }
    async getSignals() { return { clearToSend: false, dataCarrierDetect: false, dataSetReady: false, ringIndicator: false }; }
    getInfo() { return { usbVendorId: 0x10c4, usbProductId: 0xea60 }; }
    async close() {
      // A stream that somebody still reads or writes cannot be cancelled, and so the port not be closed (Web Serial, 4.9).
      if (this.readable?.locked || this.writable?.locked) throw new TypeError("Cannot cancel a locked stream");
      this.readable = null;
      this.writable = null;
      this.#controller = undefined;
      await request("close");
    }
  }
  const port = new BridgedPort();
  let granted = globalThis.bridgeGranted;
  globalThis.bridgeReceive = (base64) => port.receive(Uint8Array.from(atob(base64), (each) => each.charCodeAt(0)));
  const serial = Object.assign(new EventTarget(), {
    getPorts: async () => (granted ? [port] : []),
    requestPort: async () => { granted = true; return port; },
  });
  Object.defineProperty(navigator, "serial", { value: serial });
})();`;
