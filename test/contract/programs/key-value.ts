import platformStorage from "embedded:storage/key-value";
import type { KeyValuePort } from "../../../firmware/ports/key-value.js";
import { host } from "../../../host-sim/engine/inside/host.js";
import { report, runPart, thrownBy } from "./report.js";

/** The port, and what the platform offers beyond it. */
type Domain = Omit<ReturnType<KeyValuePort["open"]>, "read" | "write"> &
  Iterable<string> & {
    format: string;
    read(key: string): string | ArrayBuffer | undefined;
    write(key: string, value: string | ArrayBuffer): void;
  };
const storage = platformStorage as unknown as {
  open(options: { path: string; mode?: string; format?: string }): Domain;
};

function open(options: { mode?: string; format?: string } = {}): Domain {
  return storage.open({ path: "test", format: "string", ...options });
}

runPart({
  absent() {
    report(open().read("nothing") === undefined);
  },
  roundTrip() {
    const domain = open();
    domain.write("key", "ä€😀");
    domain.write("other", "");
    domain.delete("nothing");
    report([open().read("key"), open().read("other"), [...domain]]);
    domain.delete("key");
    report([...open()]);
  },
  overwrite() {
    const domain = open();
    report(domain.read("key") ?? "nothing");
    domain.write("key", String(host.config.value));
    report(domain.read("key"));
  },
  domains() {
    storage.open({ path: "one", format: "string" }).write("key", "1");
    storage.open({ path: "two", format: "string" }).write("key", "2");
    report(storage.open({ path: "one", format: "string" }).read("key"));
  },
  limits() {
    const domain = open();
    const long = "x".repeat(16);
    domain.write("x".repeat(15), "x".repeat(3999));
    report([
      thrownBy(() => storage.open({ path: long })),
      thrownBy(() => storage.open({ path: "" })),
      thrownBy(() => domain.write(long, "")),
      thrownBy(() => domain.read("")),
      thrownBy(() => domain.write("key", "x".repeat(4000))),
      thrownBy(() => domain.write("key", "ä".repeat(2000))),
    ]);
  },
  modes() {
    const missing = thrownBy(() => open({ mode: "r" }));
    open().write("key", "value");
    const reader = open({ mode: "r" });
    report([
      missing,
      reader.read("key"),
      thrownBy(() => reader.write("key", "")),
      thrownBy(() => reader.delete("key")),
    ]);
  },
  formats() {
    const buffers = open({ format: "buffer" });
    buffers.write("bytes", Uint8Array.of(0, 128, 255).buffer);
    const bytes = buffers.read("bytes") as ArrayBuffer;
    report([
      [...new Uint8Array(bytes)],
      bytes instanceof ArrayBuffer,
      thrownBy(() => open().read("bytes")),
      thrownBy(() => open({ format: "uint8" })),
      thrownBy(() => open().write("key", bytes)),
    ]);
  },
  closed() {
    const domain = open();
    domain.close();
    domain.close();
    report([
      thrownBy(() => domain.read("key")),
      thrownBy(() => domain.write("key", "")),
      thrownBy(() => domain.delete("key")),
      thrownBy(() => [...domain]),
    ]);
  },
});
