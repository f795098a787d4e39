import type { Page } from "playwright-core";

/** What stands behind a serial port that is put into a browser: a board, or whatever plays one. */
export interface BrowserPort {
  /** Called when the page opens the port; `receive` hands bytes to the page. */
  open(receive: (bytes: Uint8Array) => void): Promise<void>;
  write(bytes: Uint8Array): Promise<void>;
  setSignals(signals: { readonly dtr: boolean; readonly rts: boolean }): Promise<void>;
  close(): Promise<void>;
}

/**
 * Gives a page a `navigator.serial` whose only port leads here, before its own scripts run. Chromium's own cannot be used headless: it
 * lists no pseudo-terminals and asks a person. The shape is that of Web Serial; what it does not have, pages must not need.
 */
export async function bringSerial(
  page: Page,
  port: BrowserPort,
  options: { granted: boolean },
): Promise<void> {
  await page.exposeFunction("bridgeOpen", () =>
    port.open((bytes) => {
      const base64 = Buffer.from(bytes).toString("base64");
      // A page that is going away misses it, as it would miss a cable's bytes.
      page.evaluate(`globalThis.bridgeReceive(${JSON.stringify(base64)})`).catch(() => undefined);
    }),
  );
  await page.exposeFunction("bridgeWrite", (base64: string) => port.write(Buffer.from(base64, "base64")));
  await page.exposeFunction("bridgeSignals", (dtr: boolean, rts: boolean) => port.setSignals({ dtr, rts }));
  await page.exposeFunction("bridgeClose", () => port.close());
  await page.addInitScript(`globalThis.bridgeGranted = ${options.granted};${browserSide}`);
}

/** Takes Web Serial away, as browsers without it have it. */
export async function takeSerialAway(page: Page): Promise<void> {
  await page.addInitScript("delete Navigator.prototype.serial;");
}

/** Runs in the page; text, because the compiler of the tests would reach for names that a page does not have. */
const browserSide = `(() => {
  class BridgedPort extends EventTarget {
    readable = null;
    writable = null;
    #signals = { dtr: false, rts: false };
    #controller;
    async open() {
      if (this.readable !== null) throw new DOMException("The port is already open.", "InvalidStateError");
      await globalThis.bridgeOpen();
      this.#stream();
      this.writable = new WritableStream({
        write: (bytes) => globalThis.bridgeWrite(btoa(String.fromCharCode(...bytes))),
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
      await globalThis.bridgeSignals(this.#signals.dtr, this.#signals.rts);
    }
    async getSignals() { return { clearToSend: false, dataCarrierDetect: false, dataSetReady: false, ringIndicator: false }; }
    getInfo() { return { usbVendorId: 0x10c4, usbProductId: 0xea60 }; }
    async close() {
      this.readable = null;
      this.writable = null;
      this.#controller = undefined;
      await globalThis.bridgeClose();
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
