import Serial from "embedded:io/serial";
import { report, runPart, thrownBy } from "./report.js";

runPart({
  echo() {
    const port = new Serial({
      port: "console",
      onWritable: (count: number) => report(["writable", count]),
      onReadable: (count: number) => {
        const bytes = port.read() as ArrayBuffer;
        report(["readable", count, String.fromArrayBuffer(bytes)]);
        port.write(bytes);
      },
    });
  },
  close() {
    const port = new Serial({ port: 0, onWritable: () => report("writable") });
    const tooLong = thrownBy(() => port.write(new ArrayBuffer(1025)));
    port.close();
    port.close();
    report([tooLong, thrownBy(() => port.read()), thrownBy(() => port.write(new ArrayBuffer(1)))]);
  },
});
