import { ControlError, isControlErrorCode } from "./control/control-error.js";
import {
  type ControlAddress,
  findControlFolder,
  notRunning,
  readControlFile,
} from "./control/control-file.js";
import type {
  ConnectorEndpoint,
  DeviceControl,
  DeviceSummary,
  InjectOptions,
  ResourceReading,
  WatchOptions,
  WriteOutcome,
} from "./control/device-control.js";
import type { ConnectorEvent } from "./core/events.js";
import type { Fault } from "./core/faults/fault.js";
import type { InjectedFault } from "./core/faults/fault-board.js";
import type { ResourceValue } from "./core/resource.js";

export type { ControlErrorCode } from "./control/control-error.js";
export { ControlError } from "./control/control-error.js";
export { FAULT_STORIES, type Fault, type FaultKind, parseFaultWords } from "./core/faults/fault.js";
export type { InjectedFault } from "./core/faults/fault-board.js";
export type {
  ConnectorEndpoint,
  DeviceControl,
  DeviceSummary,
  InjectOptions,
  ResourceReading,
  WatchOptions,
  WriteOutcome,
};

/** An answer that takes longer, in milliseconds, counts as none. */
const ANSWER_TIMEOUT = 5_000;

export interface ControlOptions {
  readonly stateDir: string;
  /** Which one, where several Connectors share the state folder. Default: the only one. */
  readonly id?: string;
}

/**
 * Reaches the Connector that runs with a state folder.
 * @throws ControlError `not-running`, with the command that starts one, if nothing answers; `ambiguous` if several
 *   run there and none is named.
 */
export async function connectControl(options: ControlOptions): Promise<DeviceControl> {
  const folder = findControlFolder(options.stateDir, options.id);
  const client = new ControlClient(folder, readControlFile(folder));
  // An emulator that was killed leaves its file behind: only an answer proves that it runs.
  await client.list();
  return client;
}

class ControlClient implements DeviceControl {
  readonly #stateDir: string;
  readonly #address: ControlAddress;

  constructor(stateDir: string, address: ControlAddress) {
    this.#stateDir = stateDir;
    this.#address = address;
  }

  endpoint(): Promise<ConnectorEndpoint> {
    return this.#request("GET", ["endpoint"]);
  }

  list(): Promise<DeviceSummary[]> {
    return this.#request("GET", ["devices"]);
  }

  read(device: string, resource?: string): Promise<ResourceReading[]> {
    return this.#request("GET", resource === undefined ? ["devices", device] : ["devices", device, resource]);
  }

  write(device: string, resource: string, value: ResourceValue): Promise<WriteOutcome> {
    return this.#request("PUT", ["devices", device, resource], { value });
  }

  enable(device: string): Promise<DeviceSummary> {
    return this.#request("POST", ["devices", device, "enable"]);
  }

  lock(device: string): Promise<DeviceSummary> {
    return this.#request("POST", ["devices", device, "lock"]);
  }

  unlock(device: string): Promise<DeviceSummary> {
    return this.#request("POST", ["devices", device, "unlock"]);
  }

  revoke(device: string): Promise<DeviceSummary> {
    return this.#request("POST", ["devices", device, "revoke"]);
  }

  reprovision(device: string): Promise<DeviceSummary> {
    return this.#request("POST", ["devices", device, "reprovision"]);
  }

  async delete(device: string): Promise<void> {
    await this.#request("DELETE", ["devices", device]);
  }

  inject(fault: Fault, options: InjectOptions = {}): Promise<InjectedFault> {
    return this.#request("POST", ["faults"], { fault, ...options });
  }

  faults(): Promise<InjectedFault[]> {
    return this.#request("GET", ["faults"]);
  }

  async clearFaults(): Promise<void> {
    await this.#request("DELETE", ["faults"]);
  }

  async *watch(options: WatchOptions = {}): AsyncGenerator<ConnectorEvent, void, void> {
    const { history = true, signal = null } = options;
    const response = await this.#fetch(`/events?history=${history}`, { signal });
    if (response.body === null) return;
    try {
      let rest = "";
      for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) yield JSON.parse(line) as ConnectorEvent;
      }
    } catch (error) {
      // The consumer asked for the end; anything else is the emulator going away in mid-stream.
      if (options.signal?.aborted !== true) throw asControlError(error, this.#stateDir);
    }
  }

  /** The server is ours and of the same version: the shape of its answers is the interface's promise. */
  async #request<Answer>(method: string, path: readonly string[], body?: unknown): Promise<Answer> {
    const response = await this.#fetch(`/${path.map(encodeURIComponent).join("/")}`, {
      method,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Answer;
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#address.token}` };
    let response: Response;
    try {
      response = await fetch(this.#address.url + path, { ...init, headers });
    } catch (error) {
      throw asControlError(error, this.#stateDir);
    }
    if (!response.ok) throw await refusalIn(response);
    return response;
  }
}

/** A failed connection, a timeout and a broken stream mean the same to the caller: nobody is there. */
function asControlError(error: unknown, stateDir: string): ControlError {
  return error instanceof ControlError ? error : notRunning(stateDir);
}

async function refusalIn(response: Response): Promise<ControlError> {
  const document: unknown = await response.json().catch(() => undefined);
  const error = isRecord(document) && isRecord(document.error) ? document.error : {};
  const code = isControlErrorCode(error.code) ? error.code : "internal";
  return new ControlError(
    code,
    typeof error.message === "string" ? error.message : `HTTP ${response.status}`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
