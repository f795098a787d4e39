import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { listPorts } from "../../../../tools/work/serial/list-ports.js";
import { portRows } from "../../../../tools/work/serial/port-rows.js";

const listed = [
  { path: "/dev/ttyS0" },
  { path: "/dev/ttyUSB10", vendorId: "1a86", productId: "7523" },
  { path: "/dev/ttyUSB9", vendorId: "10C4", productId: "EA60", serialNumber: "0001" },
  { path: "/dev/ttyACM0", vendorId: "303a", productId: "1001", serialNumber: "34:85:18:01:02:03" },
  { path: "/dev/ttyACM1", vendorId: "dead", productId: "beef" },
];

describe("bowline ports", () => {
  it("names board and chip where the USB ids tell, and only USB ports", async () => {
    const { headings, rows } = portRows(await listPorts(async () => listed), false);
    assert.deepEqual(headings, ["port", "board", "chip", "usb", "serialNumber"]);
    assert.deepEqual(rows, [
      [
        "/dev/ttyACM0",
        "USB-Serial/JTAG of the chip",
        "esp32s3 or esp32c3 or esp32c6",
        "303a:1001",
        "34:85:18:01:02:03",
      ],
      ["/dev/ttyACM1", null, null, "dead:beef", null],
      ["/dev/ttyUSB9", "CP210x converter (ESP32-DevKitC and others)", null, "10c4:ea60", "0001"],
      ["/dev/ttyUSB10", "CH340 converter (NodeMCU, Wemos and others)", null, "1a86:7523", null],
    ]);
  });

  it("lists the others with --all, behind those of USB", async () => {
    const { rows } = portRows(await listPorts(async () => listed), true);
    assert.equal(rows.length, 5);
    assert.deepEqual(rows.at(-1), ["/dev/ttyS0", null, null, null, null]);
  });

  it("says what to do where there is none", async () => {
    const { rows, hint } = portRows(await listPorts(async () => [{ path: "/dev/ttyS0" }]), false);
    assert.deepEqual(rows, []);
    assert.match(hint, /no board on USB, and 1 other ports \(--all\); plug one in/);
  });

  it("asks the kernel where there is no udevadm", async (t) => {
    const root = await mkdtemp(join(tmpdir(), "bowline-sys-"));
    t.after(() => rm(root, { recursive: true, force: true }));
    // A converter: the port hangs in an interface of the USB device, which has the ids.
    const interfaceFolder = join(root, "devices/usb1/1-2/1-2:1.0/ttyUSB0");
    await mkdir(interfaceFolder, { recursive: true });
    await writeFile(join(root, "devices/usb1/1-2/idVendor"), "10c4\n");
    await writeFile(join(root, "devices/usb1/1-2/idProduct"), "ea60\n");
    await writeFile(join(root, "devices/usb1/1-2/serial"), "0042\n");
    await mkdir(join(root, "class/ttyUSB0"), { recursive: true });
    await symlink(interfaceFolder, join(root, "class/ttyUSB0/device"));
    await mkdir(join(root, "class/tty1"), { recursive: true });
    const missing = () => Promise.reject(new Error("spawn udevadm ENOENT"));
    assert.deepEqual(await listPorts(missing, join(root, "class")), [
      { path: "/dev/ttyUSB0", usb: { vendorId: 0x10c4, productId: 0xea60 }, serialNumber: "0042" },
    ]);
    assert.deepEqual(await listPorts(missing, join(root, "nowhere")), []);
  });
});
