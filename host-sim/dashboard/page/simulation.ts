import type { CommandName, Commands, FactName, Facts, ListName, Lists } from "../protocol.js";

/** `ended`: it said so. `lost`: it does not answer, which mostly means the same. */
export type Connection = "open" | "ended" | "lost";

type FactHandlers = { [Name in FactName]?: (value: Facts[Name]) => void };
type ListHandlers = { [Name in ListName]?: (entries: readonly Lists[Name][]) => void };

export interface Handlers {
  readonly facts: FactHandlers;
  readonly lists: ListHandlers;
  /** Everything is told anew from here on. */
  readonly onBegin: () => void;
  readonly onConnection: (connection: Connection) => void;
}

/** The simulation on the other side: what it tells comes to the handlers until it ends. */
export function follow({ facts, lists, onBegin, onConnection }: Handlers): void {
  const stream = new EventSource("events");
  const listen = (name: string, handler: (data: unknown) => void): void =>
    stream.addEventListener(name, (event) => handler(JSON.parse((event as MessageEvent<string>).data)));
  listen("begin", () => {
    onConnection("open");
    onBegin();
  });
  listen("fact", (data) => {
    const { name, value } = data as { name: FactName; value: never };
    facts[name]?.(value);
  });
  listen("entries", (data) => {
    const { list, entries } = data as { list: ListName; entries: never };
    lists[list]?.(entries);
  });
  listen("end", () => {
    stream.close();
    onConnection("ended");
  });
  // The browser goes on trying: a computer that slept finds its simulation again.
  stream.addEventListener("error", () => onConnection("lost"));
}

/** Asks the simulation to do something. @returns why not, where it refuses. */
export async function command<Name extends CommandName>(
  name: Name,
  request: Commands[Name],
): Promise<string | undefined> {
  try {
    const response = await fetch(`commands/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(10_000),
    });
    if (response.ok) return undefined;
    const { message } = (await response.json()) as { message?: unknown };
    return typeof message === "string" ? message : `the simulation answered ${response.status}`;
  } catch {
    return "the simulation does not answer";
  }
}

/** Asks, and leaves it to somebody else to tell of a refusal. */
export type Ask = <Name extends CommandName>(name: Name, request: Commands[Name]) => void;
