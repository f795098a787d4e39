import type {
  ActivationCallbacks,
  CloudAdapter,
  CloudSession,
  SessionCallbacks,
} from "../../firmware/cloud/cloud-adapter.js";
import type { Reading } from "../../firmware/outbox/outbox.js";
import type { Secret } from "../../firmware/storage/secret.js";

/** An activation under way; a test answers it through `callbacks`. */
export interface FakeActivation {
  /** The offer to repeat; undefined where none was made before. */
  readonly offered: string | undefined;
  readonly callbacks: ActivationCallbacks;
  closed: boolean;
}

/** A session under way; a test plays the cloud through `callbacks`. */
export class FakeSession implements CloudSession {
  readonly credentials: string;
  readonly callbacks: SessionCallbacks;
  /** Every batch that was taken, in order. */
  readonly sent: (readonly Reading[])[] = [];
  /** Messages that it still takes. */
  room = Infinity;
  /** Readings that fit in one message. */
  longest = 1;
  closed = false;

  constructor(credentials: string, callbacks: SessionCallbacks) {
    this.credentials = credentials;
    this.callbacks = callbacks;
  }

  /** How often it was asked for the list of files. */
  contentsAsked = 0;

  get hasRoom(): boolean {
    return !this.closed && this.room > 0;
  }

  askContents(): boolean {
    if (this.closed || this.room <= 0) return false;
    this.contentsAsked += 1;
    return true;
  }

  send(batch: readonly Reading[]): boolean {
    if (this.closed || this.room <= 0) return false;
    this.room -= 1;
    this.sent.push(batch);
    return true;
  }

  fits(batch: readonly Reading[]): boolean {
    return batch.length < this.longest;
  }

  close(): void {
    this.closed = true;
  }

  /** What was sent, as `resource=value`, messages in order. */
  get told(): string[] {
    return this.sent.map((batch) => batch.map(({ resource, value }) => `${resource}=${value}`).join(" "));
  }

  acknowledgeAll(): void {
    for (const batch of this.sent) this.callbacks.onAcknowledged(batch);
  }
}

/** A cloud that does nothing by itself: tests read what the device asked for and answer by hand. */
export class FakeAdapter implements CloudAdapter {
  readonly name = "fake";
  readonly activations: FakeActivation[] = [];
  readonly sessions: FakeSession[] = [];

  activate(offered: Secret | undefined, callbacks: ActivationCallbacks): { close(): void } {
    const activation = { offered: offered?.reveal(), callbacks, closed: false };
    this.activations.push(activation);
    return {
      close() {
        activation.closed = true;
      },
    };
  }

  connect(credentials: Secret, callbacks: SessionCallbacks): FakeSession {
    const session = new FakeSession(credentials.reveal(), callbacks);
    this.sessions.push(session);
    return session;
  }

  /** The newest activation; throws where there was none. */
  get activation(): FakeActivation {
    const activation = this.activations.at(-1);
    if (activation === undefined) throw new Error("the device has not asked for an activation");
    return activation;
  }

  /** The newest session; throws where there was none. */
  get session(): FakeSession {
    const session = this.sessions.at(-1);
    if (session === undefined) throw new Error("the device has not logged in");
    return session;
  }
}
