import { boardOnUsb, usbText } from "./boards-on-usb.js";
import type { FoundPort } from "./list-ports.js";

/** The ports as `bowline ports` shows them; `hint` is for a list without rows. */
export function portRows(
  ports: readonly FoundPort[],
  all: boolean,
): { readonly headings: readonly string[]; readonly rows: readonly unknown[][]; readonly hint: string } {
  const shown = ports.filter(({ usb }) => all || usb !== undefined);
  const rows = shown.map(({ path, usb, serialNumber }) => {
    const board = usb === undefined ? undefined : boardOnUsb(usb.vendorId, usb.productId);
    return [
      path,
      board?.name ?? null,
      board === undefined || board.chips.length === 0 ? null : board.chips.join(" or "),
      usb === undefined ? null : usbText(usb.vendorId, usb.productId),
      serialNumber ?? null,
    ];
  });
  const others = ports.length - shown.length;
  const hint = `no board on USB${others === 0 ? "" : `, and ${others} other ports (--all)`}; plug one in, with a cable that carries data`;
  return { headings: ["port", "board", "chip", "usb", "serialNumber"], rows, hint };
}
