/** What a frame asks for; names as in Espressif's description of the serial protocol. */
export const operations = Object.freeze({
  FLASH_BEGIN: 0x02,
  FLASH_DATA: 0x03,
  FLASH_END: 0x04,
  MEM_BEGIN: 0x05,
  MEM_END: 0x06,
  MEM_DATA: 0x07,
  SYNC: 0x08,
  WRITE_REG: 0x09,
  READ_REG: 0x0a,
  SPI_SET_PARAMS: 0x0b,
  SPI_ATTACH: 0x0d,
  CHANGE_BAUDRATE: 0x0f,
  FLASH_DEFL_BEGIN: 0x10,
  FLASH_DEFL_DATA: 0x11,
  FLASH_DEFL_END: 0x12,
  SPI_FLASH_MD5: 0x13,
  GET_SECURITY_INFO: 0x14,
  ERASE_FLASH: 0xd0,
  ERASE_REGION: 0xd1,
  READ_FLASH: 0xd2,
  RUN_USER_CODE: 0xd3,
} as const);

export type Operation = keyof typeof operations;

const names = new Map(Object.entries(operations).map(([name, code]) => [code as number, name as Operation]));

/** A request: `00 op length:16 checksum:32 data`, all little-endian. */
export interface Request {
  /** The byte on the line, whether it is known or not. */
  readonly code: number;
  readonly operation: Operation | undefined;
  /** Over the payload of the `…_DATA` requests; 0 elsewhere. */
  readonly checksum: number;
  readonly data: DataView;
}

/** Why a request was refused: the second byte of the status. */
export const failures = Object.freeze({
  invalidMessage: 0x05,
  failedToAct: 0x06,
  badChecksum: 0x07,
  flashWrite: 0x08,
  flashRead: 0x09,
  deflate: 0x0b,
} as const);

export class LoaderFailure extends Error {
  override name = "LoaderFailure";
  readonly code: number;

  constructor(failure: keyof typeof failures) {
    super(failure);
    this.code = failures[failure];
  }
}

/** The request in a frame, or undefined where it is none: too short, no request, or its length is wrong. */
export function readRequest(frame: Uint8Array): Request | undefined {
  if (frame.length < 8 || frame[0] !== 0) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint16(2, true) !== frame.length - 8) return undefined;
  const code = view.getUint8(1);
  return {
    code,
    operation: names.get(code),
    checksum: view.getUint32(4, true),
    data: new DataView(frame.buffer, frame.byteOffset + 8, frame.length - 8),
  };
}

/** An answer: `01 op length:16 value:32 data status…`. */
export function writeAnswer(code: number, value: number, data: Uint8Array, status: Uint8Array): Uint8Array {
  const frame = new Uint8Array(8 + data.length + status.length);
  const view = new DataView(frame.buffer);
  view.setUint8(0, 1);
  view.setUint8(1, code);
  view.setUint16(2, data.length + status.length, true);
  view.setUint32(4, value, true);
  frame.set(data, 8);
  frame.set(status, 8 + data.length);
  return frame;
}

/** The words of a request, little-endian; fails where it is shorter than that. */
export function words(data: DataView, count: number): number[] {
  if (data.byteLength < 4 * count) throw new LoaderFailure("invalidMessage");
  return Array.from({ length: count }, (_, i) => data.getUint32(4 * i, true));
}

/** The payload of a `…_DATA` request behind its four words, checked: EF, exclusive-or each byte. */
export function payload({ data, checksum }: Request): {
  readonly sequence: number;
  readonly bytes: Uint8Array;
} {
  const [length = 0, sequence = 0] = words(data, 4);
  const bytes = new Uint8Array(data.buffer, data.byteOffset + 16, data.byteLength - 16);
  if (bytes.length !== length) throw new LoaderFailure("invalidMessage");
  let sum = 0xef;
  for (const byte of bytes) sum ^= byte;
  if (sum !== (checksum & 0xff)) throw new LoaderFailure("badChecksum");
  return { sequence, bytes };
}
