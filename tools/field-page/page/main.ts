import { element, part, say } from "../../../host-sim/dashboard/page/element.js";
import { codeAdvice } from "../../device-link/advice.js";
import { boardSettings } from "../../device-link/board-settings.js";
import { boardStatus } from "../../device-link/board-status.js";
import { ConsoleError } from "../../device-link/console-error.js";
import { ProvisioningFailure, provision } from "../../device-link/provisioning.js";
import { BoardLink } from "./board-link.js";
import { offerFirmware } from "./firmware.js";
import { LogLines } from "./log-lines.js";
import { PlanForm } from "./plan-form.js";
import { StatusList } from "./status-list.js";
import { StepsList } from "./steps-list.js";
import { hearNetworks, joinNetwork } from "./wifi.js";

/** The field page: one board at the end of a cable, in three steps. Nothing leaves the page but through the cable. */
const lookAgain = 2000;

const notice = part("notice", HTMLDivElement);
const boardState = part("board-state", HTMLParagraphElement);
const connect = part("connect", HTMLButtonElement);
const disconnect = part("disconnect", HTMLButtonElement);

if ("serial" in navigator) run();
else {
  connect.disabled = true;
  complain(
    "This browser has no Web Serial, with which a page talks to a board. Open the page in Chrome, Edge or Opera on a computer, over https or from this computer itself.",
  );
}

function run(): void {
  const log = new LogLines();
  const status = new StatusList();
  const steps = new StepsList();
  /** One thing at a time goes over the cable; what is asked for meanwhile waits its turn. */
  let turns: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const link = new BoardLink({
    onText: (line) => log.add(line),
    onState(state) {
      const isThere = "board" in state;
      say(boardState, isThere ? state.board : state.reason);
      disconnect.hidden = !isThere;
      connect.hidden = isThere;
      form.enable(isThere);
      if (!isThere) status.clear();
    },
  });
  const form = new PlanForm({
    onScan: () => void busy(async () => form.offerNetworks(await hearNetworks(link))),
    onSubmit: () => void busy(provisionBoard),
  });

  connect.addEventListener("click", () => {
    void busy(async () => {
      if (!(await link.choose())) return;
      say(boardState, "Waiting for the board to answer …");
      await link.greet();
      form.propose(boardSettings(await (await link.client()).request("list")));
      await look();
    }).then(async (isDone) => {
      if (!isDone) await link.disconnect("No board is connected.");
    });
  });
  disconnect.addEventListener("click", () => void link.disconnect("No board is connected."));
  // The installer opens the port itself.
  void offerFirmware(() => link.disconnect("The installer has the board; connect again when it is done."));
  setInterval(() => {
    if (!link.isConnected || waiting > 0 || document.hidden || disconnect.hidden) return;
    void busy(look, () => link.disconnect("The board does not answer any more."));
  }, lookAgain);

  async function look(): Promise<void> {
    status.show(boardStatus(await (await link.client()).request("status")));
  }

  async function provisionBoard(): Promise<void> {
    steps.begin();
    try {
      const { wifi, plan } = await form.read();
      if (wifi !== undefined) {
        steps.show({ event: "step", step: "wifi", state: "begun" });
        await joinNetwork(link, wifi.ssid, wifi.passphrase);
        steps.show({ event: "step", step: "wifi", state: "done" });
      }
      await provision({
        connect: () => link.client(),
        plan,
        onEvent: (event) => steps.show(event),
        sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
        keepOpen: true,
      });
      form.forgetSecrets();
      await link.greet();
      await look();
    } catch (error) {
      const { reason, advice } = explained(error);
      steps.fail(reason, advice);
    }
  }

  /** True where it went well; a failure is shown, or handed to `onFailure`. */
  function busy(act: () => Promise<void>, onFailure?: () => Promise<void>): Promise<boolean> {
    waiting += 1;
    const turn = turns.then(async () => {
      try {
        // A look at the status must not take away what somebody has yet to read.
        if (onFailure === undefined) notice.hidden = true;
        await act();
        return true;
      } catch (error) {
        const { reason, advice } = explained(error);
        if (onFailure === undefined) complain(`${reason}. What to try: ${advice}.`);
        else await onFailure();
        return false;
      } finally {
        waiting -= 1;
      }
    });
    // A failure that could not even be shown must not hold up what comes next.
    turns = turn.catch(() => undefined);
    return turn;
  }
}

function explained(error: unknown): { reason: string; advice: string } {
  if (error instanceof ProvisioningFailure) return { reason: error.message, advice: error.advice };
  if (error instanceof ConsoleError) return { reason: error.message, advice: codeAdvice[error.code] };
  const reason = error instanceof Error ? error.message : String(error);
  return {
    reason,
    advice: "check the cable, close other programs that use the port, and connect the board again",
  };
}

function complain(text: string): void {
  notice.replaceChildren(element("p", {}, text));
  notice.hidden = false;
}
