import { givenSettings } from "platform/state";

/** The host as programs of the tests see it (`host-sim/engine/inside/host.ts`), here a folder and lines of trace. */
export const host = {
  config: Object.freeze(givenSettings()),
  emit(event: object): void {
    trace(`@event ${JSON.stringify(event)}\n`);
  },
  call(name: string): never {
    throw new Error(`nobody here answers "${name}"`);
  },
  random: (): number => Math.random(),
  now: (): number => Date.now(),
};
