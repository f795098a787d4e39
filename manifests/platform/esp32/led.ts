import Digital from "embedded:io/digital";
import config from "mc/config";
import type { Output } from "../../../firmware/resources/output.js";
import type { Value } from "../../../firmware/resources/value.js";

/** A lamp, as the SDK's targets and its pins offer it. */
interface Lamp {
  write(value: 0 | 1): void;
}

/** What a target of the SDK tells about its board in the global `Host`: among other things its lamp. */
interface Target {
  readonly Host?: { readonly LED?: { readonly Default?: new (options?: object) => Lamp } };
}

/** The board's lamp, on the pin `ledPin` of the configuration or else the target's own; nothing is opened before the first write. */
export class LED implements Output {
  #lamp: Lamp | undefined;

  /** Whether the board has one. */
  get exists(): boolean {
    return config.ledPin !== undefined || targetLamp() !== undefined;
  }

  write(value: Value): void {
    this.#lamp ??= open();
    this.#lamp.write(value === true ? 1 : 0);
  }
}

function open(): Lamp {
  if (config.ledPin !== undefined) return new Digital({ pin: Number(config.ledPin), mode: Digital.Output });
  const TargetLamp = targetLamp();
  if (TargetLamp === undefined) throw new Error("this board has no LED; give its pin as ledPin=<number>");
  return new TargetLamp();
}

function targetLamp(): (new (options?: object) => Lamp) | undefined {
  return (globalThis as Target).Host?.LED?.Default;
}
