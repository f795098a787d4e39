import type { Log } from "../device/log.js";
import { isPersisted } from "./check-declaration.js";
import type { ResourceDefinition } from "./definition.js";
import type { OutputTable } from "./output.js";
import { type Acceptance, fromPayload, objection, type Value } from "./value.js";

/** Where settable values are kept over a restart. */
export interface ValueKeeper {
  read(alias: string): Value | undefined;
  write(alias: string, value: Value): void;
}

export interface ResourceSetOptions {
  definitions: ReadonlyMap<string, ResourceDefinition>;
  outputs: OutputTable;
  keeper: ValueKeeper;
  log: Log;
  /** A layer's word on what the cloud wrote and the model allows: why it is refused, or undefined. */
  accept?: (alias: string, value: Value) => string | undefined;
  /** Called with each value the cloud wrote, after it was applied. */
  onWrite?: Readonly<Record<string, ((value: Value) => void) | undefined>>;
}

/**
 * The device's resources and their present values. A value reaches an output only after the model accepted it; a settable value is in
 * flash before it is acknowledged, so that a power cut cannot undo what the cloud was told.
 */
export class ResourceSet {
  #options: ResourceSetOptions;
  #values = new Map<string, Value>();

  /** Takes the kept values, or the initial ones, and moves the outputs there. */
  constructor(options: ResourceSetOptions) {
    this.#options = options;
    for (const [alias, definition] of options.definitions) {
      const value = this.#kept(alias, definition) ?? definition.initial;
      if (value === undefined) continue;
      this.#values.set(alias, value);
      this.#move(alias, definition, value);
    }
  }

  get definitions(): ReadonlyMap<string, ResourceDefinition> {
    return this.#options.definitions;
  }

  /** The present value, or undefined where nothing was read yet. */
  value(alias: string): Value | undefined {
    return this.#values.get(alias);
  }

  /**
   * Whether the present value is one that the cloud knows: it wrote it, or acknowledged it before the last restart. Values that are
   * not kept over a restart begin anew and are never known.
   */
  isKnown(alias: string): boolean {
    const definition = this.#options.definitions.get(alias);
    return definition !== undefined && this.#kept(alias, definition) !== undefined;
  }

  /** The cloud has acknowledged the present value: from now on it is known, also after a restart. */
  known(alias: string): void {
    const definition = this.#options.definitions.get(alias);
    const value = this.#values.get(alias);
    if (definition === undefined || value === undefined || !isPersisted(definition)) return;
    try {
      if (this.#options.keeper.read(alias) !== value) this.#options.keeper.write(alias, value);
    } catch (error) {
      // Told again after the next restart; nothing is lost.
      this.#options.log.warning("storage", `${alias}: could not be stored: ${String(error)}`);
    }
  }

  /** Takes what a sensor showed; returns why not, where the model does not allow it. */
  observe(alias: string, value: Value): string | undefined {
    const definition = this.#options.definitions.get(alias);
    if (definition === undefined) return "unknown resource";
    const reason = objection(definition, value);
    if (reason === undefined) this.#values.set(alias, value);
    return reason;
  }

  /** Whether a write starts something that must not happen twice. */
  hasAction(alias: string): boolean {
    return this.#options.onWrite?.[alias] !== undefined;
  }

  /**
   * Takes what the cloud wrote, payload as it came (CN-RES-1), or refuses it with the reason. Where it may not `act` it sets the value and
   * moves the output, and leaves the application's `onWrite` alone.
   */
  write(alias: string, payload: string, mayAct = true): Acceptance {
    const definition = this.#options.definitions.get(alias);
    if (definition === undefined) return { accepted: false, value: payload, reason: "unknown resource" };
    if (definition.settable !== true) return { accepted: false, value: payload, reason: "not settable" };
    const outcome = fromPayload(definition, payload);
    if (!outcome.accepted) return outcome;
    const { value } = outcome;
    const refusal = this.#refusal(alias, value);
    if (refusal !== undefined) return { accepted: false, value, reason: refusal };
    if (isPersisted(definition) && value !== this.#values.get(alias)) {
      try {
        this.#options.keeper.write(alias, value);
      } catch (error) {
        return { accepted: false, value, reason: `could not be stored (${String(error)})` };
      }
    }
    this.#values.set(alias, value);
    this.#move(alias, definition, value);
    if (mayAct) this.#tell(alias, value);
    return outcome;
  }

  /** Failure story: an exception here restarted the device, and the cloud wrote the same value again (CN-MOD-3): the next restart. */
  #refusal(alias: string, value: Value): string | undefined {
    try {
      return this.#options.accept?.(alias, value);
    } catch (error) {
      this.#options.log.error("app", `${alias}: accept failed: ${String(error)}`);
      return `could not be judged (${String(error)})`;
    }
  }

  #kept(alias: string, definition: ResourceDefinition): Value | undefined {
    if (!isPersisted(definition)) return undefined;
    let value: Value | undefined;
    try {
      value = this.#options.keeper.read(alias);
    } catch (error) {
      // Flash that fails must not keep the device from starting, now and after every restart.
      this.#options.log.error("storage", `${alias}: could not be read: ${String(error)}`);
    }
    // A newer firmware may have a narrower model than the one that stored the value.
    return value === undefined || objection(definition, value) !== undefined ? undefined : value;
  }

  #move(alias: string, { sink }: ResourceDefinition, value: Value): void {
    if (sink === undefined) return;
    try {
      this.#options.outputs[sink]?.write(value);
    } catch (error) {
      this.#options.log.error("output", `${alias}: ${sink} failed: ${String(error)}`);
    }
  }

  #tell(alias: string, value: Value): void {
    try {
      this.#options.onWrite?.[alias]?.(value);
    } catch (error) {
      this.#options.log.error("app", `${alias}: onWrite failed: ${String(error)}`);
    }
  }
}
