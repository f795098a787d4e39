import { toDevice, toHost } from "../engine/door.js";
import { postText, receive } from "../engine/inside/door.js";
import { textOf } from "../engine/inside/natives.js";
import { end } from "../engine/inside/turn.js";

type OnResolved = (host: string, address?: string) => void;

const waiting = new Map<number, { host: string; onResolved: OnResolved }>();
let lastRequest = 0;

receive(toDevice.resolved, ({ id, body }) => {
  const request = waiting.get(id);
  waiting.delete(id);
  if (request === undefined) return;
  if (body.byteLength === 0) request.onResolved(request.host);
  else request.onResolved(request.host, textOf(body));
});

/** The SDK's module `system`, as far as it makes sense on a computer. */
const System = Object.freeze({
  /** Calls back with the host and its IPv4 address, without an address where there is none. */
  resolve(host: string, onResolved: OnResolved): void {
    waiting.set(++lastRequest, { host, onResolved });
    postText(toHost.resolve, lastRequest, host);
  },
  /** Restarts the device when this turn is over; nothing of the program runs after it. */
  restart(): void {
    end(toHost.restart);
  },
});

export default System;
