import { readText } from "platform/files";
import { givenSettings, stateFolder } from "platform/state";

/**
 * The host as programs of the tests see it (`host-sim/engine/inside/host.ts`), here a folder and lines of trace: what it is asked is answered by
 * `answers.json` there, as the file is at that moment.
 */
export const host = {
  config: Object.freeze(givenSettings()),
  emit(event: object): void {
    trace(`@event ${JSON.stringify(event)}\n`);
  },
  call(name: string, _payload: unknown): unknown {
    const answers = JSON.parse(readText(`${stateFolder()}/answers.json`) ?? "{}") as Record<string, unknown>;
    if (!(name in answers)) throw new Error(`nobody here answers "${name}"`);
    return answers[name];
  },
  random: (): number => Math.random(),
  now: (): number => Date.now(),
};
