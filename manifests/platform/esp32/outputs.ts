import Digital from "embedded:io/digital";
import board from "boards/current/board";
import type { Output, OutputTable } from "../../../firmware/resources/output.js";
import type { Value } from "../../../firmware/resources/value.js";
import type { BoardDescription, OutputDescription } from "../../boards/define-board.js";

/** Something that can be on or off. */
interface Switch {
  write(value: 0 | 1): void;
}

interface Pixels {
  makeRGB(red: number, green: number, blue: number): number;
  setPixel(index: number, color: number): void;
  update(): void;
}

/** What the SDK's targets leave in globals: a lamp with `write`, or a string of coloured pixels. */
interface Target {
  readonly Host?: { readonly LED?: { readonly Default?: new (options?: object) => Switch } };
  readonly lights?: Pixels;
}

/** Of 255: a pixel at full power dazzles. */
const brightness = 48;

/** The outputs of the board's description; a pin is opened by its first write and stays as it was written. */
export class BoardOutputs {
  #table: OutputTable | undefined;

  /** One table for everybody: a pin can be opened once only. */
  get table(): OutputTable {
    const { outputs }: BoardDescription = board;
    this.#table ??= Object.fromEntries(
      Object.entries(outputs).map(([name, description]) => [name, new SwitchOutput(name, description)]),
    );
    return this.#table;
  }
}

class SwitchOutput implements Output {
  #name: string;
  #description: OutputDescription;
  #switch: Switch | undefined;

  constructor(name: string, description: OutputDescription) {
    this.#name = name;
    this.#description = description;
  }

  write(value: Value): void {
    this.#switch ??= this.#open();
    this.#switch.write(value === true ? 1 : 0);
  }

  #open(): Switch {
    const { Host, lights } = globalThis as Target;
    switch (this.#description.kind) {
      case "pin": {
        const { pin, activeLow = false } = this.#description;
        const digital = new Digital({ pin, mode: Digital.Output });
        return { write: (value) => digital.write((value === 1) === activeLow ? 0 : 1) };
      }
      case "target-lamp":
        if (Host?.LED?.Default === undefined) throw this.#missing("Host.LED");
        return new Host.LED.Default();
      case "target-pixel":
        if (lights === undefined) throw this.#missing("lights");
        return pixel(lights);
    }
  }

  #missing(global: string): Error {
    return new Error(
      `output ${this.#name}: the SDK's target has no ${global}; give the output's pin in board.ts`,
    );
  }
}

function pixel(lights: Pixels): Switch {
  return {
    write(value) {
      const level = value * brightness;
      lights.setPixel(0, lights.makeRGB(level, level, level));
      lights.update();
    },
  };
}
