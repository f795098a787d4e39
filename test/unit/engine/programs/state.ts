import Resource from "Resource";
import config from "mc/config";
import { host } from "../../../../host-sim/engine/inside/host.js";
import { report, runPart, thrownBy } from "../../../contract/programs/report.js";

let count = 0;
const scope = globalThis as Record<string, unknown>;

runPart({
  count() {
    count++;
    scope.leftBehind = Number(scope.leftBehind ?? 0) + 1;
    (Array.prototype as unknown as { leftBehind?: number }).leftBehind ??= 0;
    (Array.prototype as unknown as { leftBehind: number }).leftBehind++;
    report([count, scope.leftBehind, ([] as unknown as { leftBehind: number }).leftBehind]);
  },
  random() {
    const values = Array.from({ length: 1000 }, () => host.random());
    report([values[0], values.every((value) => value >= 0 && value < 1), new Set(values).size]);
  },
  globals() {
    const names = [
      "setTimeout",
      "setImmediate",
      "queueMicrotask",
      "TextEncoder",
      "process",
      "require",
      "print",
      "issueCommand",
      "performance",
      "Buffer",
    ];
    report(names.filter((name) => name in globalThis));
  },
  text() {
    report([
      String.fromArrayBuffer(ArrayBuffer.fromString("ä€😀\0")),
      thrownBy(() => String.fromArrayBuffer(Uint8Array.of(0xff, 0xfe).buffer)),
      ArrayBuffer.fromString("x") instanceof ArrayBuffer,
      String.fromArrayBuffer(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41).buffer).length,
    ]);
  },
  facts() {
    const file = new Resource("ca.der");
    report([
      config.name,
      "absent" in host.config,
      Object.isFrozen(host.config),
      Resource.exists("ca.der"),
      [...new Uint8Array(file.slice(1))],
      file.byteLength,
      thrownBy(() => new Resource("no.der")),
    ]);
  },
  call() {
    report(host.call("double", { value: 21 }));
    report(thrownBy(() => host.call("unknown", null)));
    report(host.call("nothing", null) === undefined);
    report(Math.abs(host.now() - Number(host.call("now", null))) < 1000);
  },
  trace() {
    trace("one ", 2, "\nthree");
    trace(" four\n", "rest");
    report("done");
  },
});
