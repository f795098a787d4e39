import { onAbort } from "restart/abort-hook";
import { memoText } from "restart/memo-text";
import Timer from "timer";
import type { FaultListener } from "../../../firmware/ports/fault.js";
import type { RestartReason, Restarts } from "../../../firmware/ports/restarts.js";
import { type Ending, endingIn } from "./ending.js";
import { directory, readText } from "./files.js";
import { stateFolder } from "./state.js";

/**
 * Restarts of a process that cannot restart itself: it leaves word in `restart.json` beside its flash and stops with an event, and whoever
 * started it starts it again.
 *
 *     @event {"event":"restart","reason":"software"}
 */
export class ProcessRestarts implements Restarts {
  #ending: Ending | undefined;
  #memo: string | undefined;
  #listener: FaultListener | undefined;
  #stopping = false;

  get reason(): RestartReason {
    return this.#last().reason;
  }

  restart(): void {
    this.#stop("software");
    // Nothing of the firmware runs any more after an abort; the hook sees that it was asked for.
    Timer.set(() => {
      throw new Error("restart");
    });
  }

  readMemo(): string | undefined {
    this.#last();
    return this.#memo;
  }

  writeMemo(text: string): void {
    this.#last();
    this.#memo = memoText(text);
  }

  /** To be named once. */
  onFault(listener: FaultListener): void {
    this.#listener = listener;
    onAbort((fault) => {
      if (this.#stopping) return;
      this.#listener?.(fault);
      this.#stop("abort");
    });
  }

  #stop(reason: RestartReason): void {
    this.#stopping = true;
    const ending: Ending = this.#memo === undefined ? { reason } : { reason, memo: this.#memo };
    write(JSON.stringify(ending));
    trace(`@event ${JSON.stringify({ event: "restart", reason })}\n`);
  }

  /** Read once, and gone: a process that is killed leaves no word, as a chip that loses its power. */
  #last(): Ending {
    if (this.#ending !== undefined) return this.#ending;
    const text = readText(`${stateFolder()}/restart.json`);
    this.#ending = endingIn(text);
    this.#memo = this.#ending.memo;
    if (text !== undefined) directory(stateFolder()).delete("restart.json");
    return this.#ending;
  }
}

function write(text: string): void {
  const folder = directory(stateFolder());
  const file = folder.openFile({ path: "restart.json", mode: "w+" });
  file.write(ArrayBuffer.fromString(text), 0);
  file.close();
  folder.close();
}
