import System from "system";
import type { FaultListener } from "../../firmware/ports/fault.js";
import type { Restarts } from "../../firmware/ports/restarts.js";
import { question } from "../engine/door.js";
import { boot } from "../engine/inside/boot.js";
import { ask } from "../engine/inside/door.js";
import { bytesOf, textOf } from "../engine/inside/natives.js";
import { onCrash } from "../engine/inside/turn.js";

/** The simulator tells why a run begins, and keeps the memo as long as there is power, as a chip's memory would. */
let memo = boot.memo;

export const restarts: Restarts = {
  reason: boot.reason,
  restart: () => System.restart(),
  readMemo: () => memo,
  writeMemo: (text) => {
    memo = text;
    ask(question.memo, bytesOf(text));
  },
};

/** The position is found by the host, which has the source map. */
export function onFault(listener: FaultListener): void {
  onCrash((kind, { message, stack }) => {
    const position = textOf(ask(question.position, bytesOf(stack)));
    listener({ kind, message, ...(position === "" ? {} : { position }) });
  });
}
