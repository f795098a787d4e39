import { fileURLToPath } from "node:url";
import { type Bundle, bundleProgram } from "../../host-sim/engine/bundle.js";

/** What is measured. */
export interface Programs {
  /** The firmware with `firmware/app.ts`, as users run it. */
  readonly product: Bundle;
  /** The firmware with the bench's declaration. */
  readonly device: Bundle;
  readonly bare: Bundle;
  readonly empty: Bundle;
}

export async function bundlePrograms(): Promise<Programs> {
  const [product, device, bare, empty] = await Promise.all([
    bundleProgram(),
    bundleProgram({ entry: file("./bench-device.ts") }),
    bundleProgram({ entry: file("./bare-client.ts") }),
    bundleProgram({ entry: file("./empty-program.ts") }),
  ]);
  return { product, device, bare, empty };
}

function file(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
