import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { encodeFrame } from "../../firmware/console/frame.js";
import { bowline, RunningCommand } from "../support/bowline.js";

describe("bowline monitor, ports and console", () => {
  let server: Server;
  let port: string;
  const clients: Socket[] = [];

  before(async () => {
    server = createServer((client) => {
      clients.push(client);
      client.on("error", () => {});
      client.write("info app: hello\n");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = `socket://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    RunningCommand.endAll();
    for (const client of clients) client.destroy();
    server.close();
  });

  it("shows what a simulated board says, finds it again by itself, and ends at Ctrl-C", async () => {
    const command = new RunningCommand(["monitor", "--port", port]);
    await command.events.next("line", { level: "info", tag: "app", text: "hello" });
    clients.at(-1)?.write(encodeFrame({ id: 5, payload: "ok {}" }, 512));
    await command.events.next("frame", { id: 5, payload: "ok {}" });
    clients.at(-1)?.destroy();
    await command.events.next("detached", { port });
    await command.events.next("attached", { port });
    await command.events.next("line", { text: "hello" });
    assert.equal(await command.stop(), 0);
    assert.deepEqual(command.strayLines, []);
  });

  it("lists ports as JSON objects, or nothing", async () => {
    const { code, stdout } = await bowline(["ports", "--all", "--json"]);
    assert.equal(code, 0);
    for (const line of stdout.split("\n").filter((each) => each !== ""))
      assert.deepEqual(Object.keys(JSON.parse(line) as object), [
        "port",
        "board",
        "chip",
        "usb",
        "serialNumber",
      ]);
  });

  it("shows in the console what comes, and ends with its input", async () => {
    const { code, stdout, stderr } = await bowline(["console", "--port", port]);
    assert.equal(code, 0);
    assert.equal(stdout, "info app: hello\n");
    assert.match(stderr, /Ctrl-\] leaves/);
  });
});
