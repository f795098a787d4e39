import { appendFile, writeFile } from "node:fs/promises";
import { renderSVG, renderUnicodeCompact } from "uqr";

/** What is printed on a board. */
export interface Label {
  readonly deviceId: string;
  readonly board: string;
  readonly connectorId?: string | undefined;
}

/**
 * The text behind the QR code of a label, short enough for a small one:
 *
 *     bowline:device=pump-7;connector=o33ara2ekbo800000
 */
export function labelText({ deviceId, connectorId }: Label): string {
  const connector = connectorId === undefined ? "" : `;connector=${connectorId}`;
  return `bowline:device=${deviceId}${connector}`;
}

/** The QR code for a terminal. */
export function labelForTerminal(label: Label): string {
  return renderUnicodeCompact(labelText(label), { ecc: "M", border: 1 });
}

/** Label data for a printer's software: a CSV with the text of the QR code, and beside it one SVG a board. */
export class LabelFile {
  #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  static async create(file: string): Promise<LabelFile> {
    await writeFile(file, "deviceId,board,qr\r\n", { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error; // a resumed list goes on in its file
    });
    return new LabelFile(file);
  }

  async add(label: Label): Promise<void> {
    const fields = [label.deviceId, label.board, labelText(label)];
    await appendFile(this.#file, `${fields.map(quoted).join(",")}\r\n`);
    await writeFile(
      // One file an identity: with the same stand-in for all odd characters, `a:1` and `a_1` would be one label.
      this.#file.replace(/(\.csv)?$/, () => `-${encodeURIComponent(label.deviceId)}.svg`),
      renderSVG(labelText(label), { ecc: "M", border: 2 }),
    );
  }
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
