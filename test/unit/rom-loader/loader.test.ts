import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { deflateSync } from "node:zlib";
import { type BoardOptions, EmulatedBoard } from "../../../host-sim/emulators/rom-loader/board.js";
import type { ChipName } from "../../../host-sim/emulators/rom-loader/chip.js";
import { type Operation, operations } from "../../../host-sim/emulators/rom-loader/packet.js";
import { SlipReader, slipEncode } from "../../../host-sim/emulators/rom-loader/slip.js";
import { VirtualTime } from "../../support/virtual-time.js";

/** A client that writes each byte itself. */
class RawClient {
  readonly board: EmulatedBoard;
  /** Frames that came and were not looked at. */
  readonly frames: Uint8Array[] = [];
  /** Everything that came. */
  text = "";
  readonly #slip = new SlipReader({ onFrame: (frame) => this.frames.push(frame) });

  constructor(options: Partial<BoardOptions> & { chip: ChipName }) {
    this.board = new EmulatedBoard({
      timer: new VirtualTime(),
      powerOn: "download",
      onSend: (bytes) => {
        this.text += Buffer.from(bytes).toString("latin1");
        this.#slip.receive(bytes);
      },
      ...options,
    });
  }

  /** Sends a request; the answers that come at once. */
  ask(operation: Operation, data: Uint8Array = new Uint8Array(0), checksum = 0): Uint8Array[] {
    const packet = new Uint8Array(8 + data.length);
    const view = new DataView(packet.buffer);
    view.setUint8(1, operations[operation]);
    view.setUint16(2, data.length, true);
    view.setUint32(4, checksum, true);
    packet.set(data, 8);
    return this.send(packet);
  }

  send(packet: Uint8Array): Uint8Array[] {
    this.frames.length = 0;
    this.board.receive(slipEncode(packet));
    return this.frames.splice(0);
  }

  /** The one answer's value, data and status, the latter as numbers. */
  one(operation: Operation, ...words: number[]): { value: number; data: Uint8Array; status: number[] } {
    return this.#taken(this.ask(operation, u32(...words)));
  }

  block(operation: Operation, sequence: number, bytes: Uint8Array, checksum = sumOf(bytes)): number[] {
    const data = Uint8Array.from([...u32(bytes.length, sequence, 0, 0), ...bytes]);
    return this.#taken(this.ask(operation, data, checksum)).status;
  }

  /** Brings a program that passes for the stub. */
  startStub(): void {
    this.one("MEM_BEGIN", 4, 1, 4, 0x4000_0000);
    this.block("MEM_DATA", 0, Uint8Array.of(1, 2, 3, 4));
    const [, greeting = new Uint8Array()] = this.ask("MEM_END", u32(0, 0x4000_0000));
    assert.equal(Buffer.from(greeting).toString(), "OHAI");
    this.#stub = true;
  }

  #stub = false;

  #taken(frames: readonly Uint8Array[]): { value: number; data: Uint8Array; status: number[] } {
    const [frame = new Uint8Array(8)] = frames;
    const end = frame.length - (this.#stub ? 2 : 4);
    return {
      value: new DataView(frame.buffer, frame.byteOffset).getUint32(4, true),
      data: frame.subarray(8, end),
      status: [...frame.subarray(end)],
    };
  }
}

function u32(...words: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(words).buffer);
}

function sumOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0xef);
}

const good = [0, 0, 0, 0];
const chipIds = { esp32s3: 9, esp32c3: 5, esp32c6: 13 } as const;

describe("the loader in a chip's ROM", () => {
  it("says what it waits for", () => {
    assert.match(new RawClient({ chip: "esp32" }).text, /boot:0x3 .*\r\nwaiting for download\r\n$/);
  });

  it("answers SYNC eight times, with a value that is not 0", () => {
    const answers = new RawClient({ chip: "esp32c3" }).ask("SYNC", new Uint8Array(36).fill(0x55));
    assert.equal(answers.length, 8);
    assert.ok(answers.every((frame) => frame[1] === operations.SYNC && frame[4] !== 0));
  });

  for (const [chip, id] of Object.entries(chipIds) as [keyof typeof chipIds, number][]) {
    it(`of an ${chip} tells its chip id`, () => {
      const { data, status } = new RawClient({ chip }).one("GET_SECURITY_INFO");
      assert.equal(data.length, 20);
      assert.equal(data[12], id);
      assert.deepEqual(status, good);
    });
  }

  it("of the first ESP32 does not know that question, and says so eight times under another operation", () => {
    const answers = new RawClient({ chip: "esp32" }).ask("GET_SECURITY_INFO");
    assert.equal(answers.length, 8);
    assert.ok(
      answers.every((frame) => frame[1] !== operations.GET_SECURITY_INFO && frame[8] === 1 && frame[9] === 5),
    );
  });

  it("tells its MAC address and what its magic register holds", () => {
    const client = new RawClient({ chip: "esp32", mac: [1, 2, 3, 4, 5, 6] });
    assert.equal(client.one("READ_REG", 0x4000_1000).value, 0x00f0_1d83);
    assert.equal(client.one("READ_REG", 0x3ff5_a004).value, 0x0304_0506);
    assert.equal(client.one("READ_REG", 0x3ff5_a008).value, 0x0102);
  });

  it("lets the flash's id be read through the flash controller", () => {
    const client = new RawClient({ chip: "esp32s3", flashSizeBytes: 0x80_0000 });
    client.one("WRITE_REG", 0x6000_2020, 0x7000_009f, 0xffff_ffff, 0);
    client.one("WRITE_REG", 0x6000_2000, 1 << 18, 0xffff_ffff, 0);
    assert.equal(client.one("READ_REG", 0x6000_2000).value, 0);
    assert.equal((client.one("READ_REG", 0x6000_2058).value >> 16) & 0xff, 0x17);
  });

  it("writes blocks of 1 KB, the last one filled up, and gives the MD5 in letters", () => {
    const client = new RawClient({ chip: "esp32" });
    client.one("SPI_ATTACH", 0, 0);
    assert.deepEqual(client.one("FLASH_BEGIN", 1500, 2, 1024, 0x2000, 0).status, good);
    const file = Uint8Array.from({ length: 2048 }, (_, i) => (i < 1500 ? i & 0x7f : 0xff));
    assert.deepEqual(client.block("FLASH_DATA", 0, file.subarray(0, 1024)), good);
    assert.deepEqual(client.block("FLASH_DATA", 1, file.subarray(1024)), good);
    assert.deepEqual(client.board.flash.read(0x2000, 2048), file);
    const { data } = client.one("SPI_FLASH_MD5", 0x2000, 1500, 0, 0);
    assert.equal(
      Buffer.from(data).toString(),
      createHash("md5").update(file.subarray(0, 1500)).digest("hex"),
    );
  });

  it("has none of the stub's operations", () => {
    const client = new RawClient({ chip: "esp32c6" });
    for (const operation of ["ERASE_FLASH", "ERASE_REGION", "READ_FLASH", "RUN_USER_CODE"] as const)
      assert.equal(client.ask(operation, u32(0, 0, 0, 0))[0]?.[9], 5, operation);
  });

  it("starts no program of which a part is missing", () => {
    const client = new RawClient({ chip: "esp32c3" });
    client.one("MEM_BEGIN", 8, 2, 4, 0x4000_0000);
    client.block("MEM_DATA", 0, Uint8Array.of(1, 2, 3, 4));
    assert.deepEqual(client.one("MEM_END", 0, 0x4000_0000).status, [1, 6, 0, 0]);
  });

  it("does not hear a client that speaks at another speed", () => {
    const client = new RawClient({ chip: "esp32c3" });
    client.board.setHostBaudRate(9600);
    assert.deepEqual(client.ask("SYNC"), []);
    client.board.setHostBaudRate(115_200);
    assert.equal(client.ask("SYNC").length, 8);
    client.one("CHANGE_BAUDRATE", 921_600, 0);
    assert.deepEqual(client.ask("SYNC"), []);
  });

  it("starts the application where a client ends the transfer with a reboot", () => {
    const client = new RawClient({ chip: "esp32c3", contents: Uint8Array.of(0xe9) });
    client.one("FLASH_END", 0);
    assert.equal(client.board.running, "application");
    assert.match(client.text, /boot:0x13/);
  });

  it("survives frames that are no requests", () => {
    const client = new RawClient({ chip: "esp32" });
    for (const junk of [
      [],
      [0],
      [1, 8, 0, 0, 0, 0, 0, 0],
      [0, 8, 9, 0, 0, 0, 0, 0],
      [0, 2, 0, 0, 0, 0, 0, 0],
    ])
      client.send(Uint8Array.from(junk));
    assert.equal(client.ask("SYNC").length, 8);
  });
});

describe("the stub that a client brings", () => {
  function client(): RawClient {
    const stub = new RawClient({ chip: "esp32s3" });
    stub.startStub();
    return stub;
  }

  it("answers SYNC with 0, which tells it from the ROM", () => {
    assert.ok(
      client()
        .ask("SYNC")
        .every((frame) => frame[4] === 0 && frame.length === 10),
    );
  });

  it("inflates compressed blocks into flash as they come", () => {
    const stub = client();
    const file = Uint8Array.from({ length: 40_000 }, (_, i) => Math.imul(i, i) & 0xff);
    const packed = deflateSync(file);
    stub.one("FLASH_DEFL_BEGIN", file.length, 2, packed.length >> 1, 0x1_0000);
    const half = packed.length >> 1;
    assert.deepEqual(stub.block("FLASH_DEFL_DATA", 0, packed.subarray(0, half)), [0, 0]);
    const first = stub.board.flash.read(0x1_0000, file.length);
    assert.ok(first[0] === file[0] && first.at(-1) === 0xff, "half of it is there");
    assert.deepEqual(stub.block("FLASH_DEFL_DATA", 1, packed.subarray(half)), [0, 0]);
    assert.deepEqual(stub.board.flash.read(0x1_0000, file.length), file);
    assert.deepEqual(
      Buffer.from(stub.one("SPI_FLASH_MD5", 0x1_0000, file.length, 0, 0).data),
      createHash("md5").update(file).digest(),
    );
  });

  it("takes a block that comes again for the one it has", () => {
    const stub = client();
    stub.one("FLASH_BEGIN", 8, 2, 4, 0);
    for (const sequence of [0, 0, 1, 1])
      assert.deepEqual(stub.block("FLASH_DATA", sequence, new Uint8Array(4).fill(sequence)), [0, 0]);
    assert.deepEqual([...stub.board.flash.read(0, 9)], [0, 0, 0, 0, 1, 1, 1, 1, 0xff]);
  });

  it("refuses a block that is damaged, out of order, not deflate, or too long", () => {
    const stub = client();
    stub.one("FLASH_BEGIN", 8, 2, 4, 0);
    assert.deepEqual(stub.block("FLASH_DATA", 0, Uint8Array.of(1, 2, 3, 4), 0), [1, 7]);
    assert.deepEqual(stub.block("FLASH_DATA", 1, Uint8Array.of(1, 2, 3, 4)), [1, 6]);
    stub.one("FLASH_DEFL_BEGIN", 8, 1, 16, 0);
    assert.deepEqual(stub.block("FLASH_DEFL_DATA", 0, Uint8Array.of(9, 9, 9)), [1, 0x0b]);
    assert.deepEqual(stub.block("FLASH_DEFL_DATA", 0, deflateSync(new Uint8Array(9))), [1, 8]);
    assert.deepEqual(stub.one("FLASH_BEGIN", 0x1000, 1, 0x1000, 0x40_0000).status, [1, 8]);
  });

  it("erases sectors and all of flash", () => {
    const stub = client();
    stub.board.flash.program(0, new Uint8Array(0x3000));
    assert.deepEqual(stub.one("ERASE_REGION", 0x1000, 0x1000).status, [0, 0]);
    assert.deepEqual(
      [0, 0x1000, 0x2000].map((at) => stub.board.flash.read(at, 1)[0]),
      [0, 0xff, 0],
    );
    assert.deepEqual(stub.one("ERASE_REGION", 0x1001, 0x1000).status, [1, 6]);
    stub.one("ERASE_FLASH");
    assert.ok(stub.board.flash.read(0, 0x3000).every((byte) => byte === 0xff));
  });

  it("sends flash in blocks, waits for each to be confirmed, and closes with the MD5", () => {
    const stub = client();
    const contents = Uint8Array.from({ length: 100 }, (_, i) => i);
    stub.board.flash.program(0, contents);
    const frames = stub.ask("READ_FLASH", u32(0, 100, 40, 1)).slice(1);
    const read: number[] = [];
    for (
      let frame = frames[0];
      read.length < 100 && frame !== undefined;
      [frame] = stub.send(u32(read.length))
    ) {
      read.push(...frame);
      if (read.length === 100) break;
    }
    assert.deepEqual(read, [...contents]);
    const [digest = new Uint8Array()] = stub.send(u32(100));
    assert.deepEqual(Buffer.from(digest), createHash("md5").update(contents).digest());
  });

  it("is gone after a reset", () => {
    const stub = client();
    const time = new VirtualTime();
    const board = new EmulatedBoard({ chip: "esp32", timer: time, onSend: () => {} });
    board.setSignals({ dtr: false, rts: true });
    assert.equal(board.running, undefined);
    board.setSignals({ dtr: true, rts: false });
    time.advance(10);
    assert.equal(board.running, "loader");
    stub.board.unplug();
    assert.deepEqual(stub.ask("SYNC"), []);
    stub.board.plug();
    assert.notEqual(stub.ask("SYNC")[0]?.[4], 0);
  });
});

describe("an emulated board told to misbehave", () => {
  function uploading(): RawClient {
    const client = new RawClient({ chip: "esp32" });
    client.one("FLASH_BEGIN", 16, 4, 4, 0, 0);
    return client;
  }
  const block = Uint8Array.of(1, 2, 3, 4);

  it("refuses a block so often, then takes it", () => {
    const client = uploading();
    client.board.inject({ kind: "bad-block", block: 1, times: 2 });
    const status = [0, 1, 1, 1].map((sequence) => client.block("FLASH_DATA", sequence, block)[0]);
    assert.deepEqual(status, [0, 1, 1, 0]);
  });

  it("does what it is asked and loses its answer", () => {
    const client = uploading();
    client.board.inject({ kind: "lost-answer", operation: "FLASH_DATA" });
    assert.deepEqual(
      client.ask("FLASH_DATA", Uint8Array.from([...u32(4, 0, 0, 0), ...block]), sumOf(block)),
      [],
    );
    assert.deepEqual(client.board.flash.read(0, 4), block);
  });

  it("gives the MD5 of something else", () => {
    const client = uploading();
    const honest = client.one("SPI_FLASH_MD5", 0, 4, 0, 0).data;
    client.board.inject({ kind: "wrong-md5" });
    assert.notDeepEqual(client.one("SPI_FLASH_MD5", 0, 4, 0, 0).data, honest);
    assert.deepEqual(client.one("SPI_FLASH_MD5", 0, 4, 0, 0).data, honest);
  });

  it("loses its power behind so many blocks, and keeps its flash", () => {
    const client = uploading();
    client.board.inject({ kind: "unplug", afterBlocks: 2 });
    for (const sequence of [0, 1, 2, 3])
      client.ask("FLASH_DATA", Uint8Array.from([...u32(4, sequence, 0, 0), ...block]), sumOf(block));
    assert.equal(client.board.plugged, false);
    assert.deepEqual([...client.board.flash.read(4, 5)], [1, 2, 3, 4, 0xff]);
  });
});

describe("a board that starts from flash", () => {
  it("says that there is nothing, where its flash is empty", () => {
    const client = new RawClient({ chip: "esp32", powerOn: "run" });
    assert.match(client.text, /invalid header: 0xffffffff/);
    assert.equal(client.board.running, undefined);
  });

  it("passes the line to its application, until it is reset", () => {
    const heard: number[][] = [];
    let closed = 0;
    const client = new RawClient({
      chip: "esp32c3",
      powerOn: "run",
      contents: Uint8Array.of(0xe9),
      application: ({ send }) => {
        send(Buffer.from("hello\n"));
        return { receive: (bytes) => heard.push([...bytes]), close: () => closed++ };
      },
    });
    assert.match(client.text, /hello\n$/);
    client.board.receive(Uint8Array.of(1, 2));
    client.board.setSignals({ dtr: false, rts: true });
    client.board.receive(Uint8Array.of(3));
    assert.deepEqual(heard, [[1, 2]]);
    assert.equal(closed, 1);
  });
});
