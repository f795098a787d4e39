/**
 * The life of a device as a table: what it is doing and what may come next. Pure; the effects are in `device.ts`.
 *
 *     off ─ power → network ─ link-up → clock ─┬─ activate → activating ─ activated ─┐
 *                                              └─ log-in ────────────────────────────┴→ connecting ─ accepted → online
 *
 *     activating, connecting, online ─ failed  → waiting ─┬─ activate → activating
 *     activating, connecting         ─ refused → refused ─┴─ log-in   → connecting
 *     clock, waiting, refused        ─ refused → refused (the credentials cannot be read)
 *     waiting, refused               ─ failed  → waiting (the link is down)
 */
export type State =
  | "off"
  /** Waiting for the link; a board without a network stays here, and its outputs keep working. */
  | "network"
  /** Waiting for the time, without which no certificate can be judged. */
  | "clock"
  /** Asking the cloud for credentials. */
  | "activating"
  | "connecting"
  | "online"
  /** Something failed that may be over soon: the next try comes after the back-off. */
  | "waiting"
  /** The cloud does not want this device, or its flash fails: tried again at the slow pace, credentials untouched. */
  | "refused";

export type LifeEvent =
  | "power"
  | "link-up"
  /** Time to try, and there are no credentials. */
  | "activate"
  /** Time to try, and there are credentials. */
  | "log-in"
  /** Credentials arrived and are in flash. */
  | "activated"
  | "accepted"
  | "failed"
  | "refused"
  | "stop";

type Moves = Readonly<Partial<Record<LifeEvent, State>>>;

const table: Readonly<Record<State, Moves>> = Object.freeze(
  {
    off: { power: "network" },
    network: { "link-up": "clock", stop: "off" },
    clock: {
      activate: "activating",
      "log-in": "connecting",
      // Failure story 4: flash cannot be read. That is not the same as holding no credentials: asking for new ones
      // would end in a refusal (CN-PROV-7), so the device waits for its flash. The same in `waiting` and `refused`.
      refused: "refused",
      stop: "off",
    },
    activating: {
      activated: "connecting",
      failed: "waiting",
      refused: "refused",
      // Failure story 1: a power cut after the token was stored and before anything else. The device starts with
      // `log-in`, because credentials in flash are all that counts; it never asks for a second token (CN-PROV-2).
      stop: "off",
    },
    connecting: {
      accepted: "online",
      failed: "waiting",
      // Failure story 2: the token was revoked, or the device locked. Throwing the token away would turn a passing
      // mistake in the cloud into a visit on site, so it stays until somebody erases it.
      refused: "refused",
      stop: "off",
    },
    online: {
      failed: "waiting",
      // Failure story 3: the cloud can refuse in the middle of a session only by closing it; the reason then shows
      // at the next login, so there is no `refused` here.
      stop: "off",
    },
    waiting: {
      activate: "activating",
      "log-in": "connecting",
      // Failure story 5: time to try, and the link is down. No connection is begun, and the wait begins anew.
      failed: "waiting",
      refused: "refused",
      stop: "off",
    },
    refused: {
      activate: "activating",
      "log-in": "connecting",
      failed: "waiting",
      refused: "refused",
      stop: "off",
    },
  },
  true,
);

/** The state after `event`, or undefined where the event has no place in `state`. */
export function next(state: State, event: LifeEvent): State | undefined {
  return table[state][event];
}

export const states = Object.freeze(Object.keys(table)) as readonly State[];
