import type { CommandName, Commands, Value } from "./protocol.js";

/** What the page can do to the simulation. A method throws an Error with a sentence for people where it cannot. */
export type Controls = {
  readonly [Name in CommandName]: (request: Commands[Name]) => Promise<void> | void;
};

/** The request makes no sense; the message says what would. */
export class BadRequest extends Error {
  override readonly name = "BadRequest";
}

type Body = Readonly<Record<string, unknown>>;

/** Reads the body of each command. */
const readers: { readonly [Name in CommandName]: (body: Body) => Commands[Name] } = Object.freeze({
  write: (body) => ({ resource: text(body, "resource"), value: value(body) }),
  power: (body) => ({ on: flag(body, "on") }),
  network: (body) => ({ plugged: flag(body, "plugged") }),
  drive: (body) => ({ source: text(body, "source"), value: body.value === null ? null : value(body) }),
  release: (body) => (body.source === undefined ? {} : { source: text(body, "source") }),
  scenario: (body) => ({ name: text(body, "name") }),
  inject: (body) => ({
    kind: text(body, "kind"),
    ...(body.parameter === undefined ? {} : { parameter: numberOrText(body, "parameter") }),
    ...(body.times === undefined ? {} : { times: number(body, "times") }),
    ...(body.seconds === undefined ? {} : { seconds: number(body, "seconds") }),
  }),
  clearFaults: () => ({}),
  kick: () => ({}),
});

/** @throws BadRequest, or what the control throws */
export async function carryOut(controls: Controls, name: string, body: unknown): Promise<void> {
  if (!isCommand(name))
    throw new BadRequest(`no command "${name}"; there are ${Object.keys(readers).join(", ")}`);
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new BadRequest("the body must be a JSON object");
  await perform(controls, name, body as Body);
}

async function perform<Name extends CommandName>(controls: Controls, name: Name, body: Body): Promise<void> {
  await controls[name](readers[name](body));
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(readers, name);
}

function text(body: Body, field: string): string {
  const found = body[field];
  if (typeof found === "string") return found;
  throw new BadRequest(`${field}: must be a text`);
}

function number(body: Body, field: string): number {
  const found = body[field];
  if (typeof found === "number") return found;
  throw new BadRequest(`${field}: must be a number`);
}

function numberOrText(body: Body, field: string): number | string {
  const found = body[field];
  if (typeof found === "number" || typeof found === "string") return found;
  throw new BadRequest(`${field}: must be a number or a text`);
}

function flag(body: Body, field: string): boolean {
  const found = body[field];
  if (typeof found === "boolean") return found;
  throw new BadRequest(`${field}: must be true or false`);
}

function value(body: Body): Value {
  const found = body.value;
  if (typeof found === "string" || typeof found === "number" || typeof found === "boolean") return found;
  throw new BadRequest("value: must be a number, a text, true or false");
}
