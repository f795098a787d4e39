import type { Fault } from "../core/faults/fault.js";
import type { ResourceValue } from "../core/resource.js";
import { ControlError } from "./control-error.js";
import type { DeviceControl } from "./device-control.js";

/** A request, taken apart. `part` holds the variable segments of the path, decoded. */
export interface RouteRequest {
  readonly control: DeviceControl;
  readonly part: readonly string[];
  readonly body: unknown;
}

interface Route {
  readonly method: string;
  /** Segments; `*` stands for a variable one. */
  readonly path: readonly string[];
  readonly answer: (request: RouteRequest) => Promise<unknown>;
}

const device = ({ part }: RouteRequest): string => part[0] ?? "";
const resource = ({ part }: RouteRequest): string => part[1] ?? "";

/** The control side's HTTP interface. `GET /events` is a stream and is answered apart. */
const ROUTES: readonly Route[] = Object.freeze([
  { method: "GET", path: ["endpoint"], answer: (request) => request.control.endpoint() },
  { method: "GET", path: ["devices"], answer: (request) => request.control.list() },
  { method: "GET", path: ["devices", "*"], answer: (request) => request.control.read(device(request)) },
  {
    method: "GET",
    path: ["devices", "*", "*"],
    answer: (request) => request.control.read(device(request), resource(request)),
  },
  {
    method: "PUT",
    path: ["devices", "*", "*"],
    answer: (request) => request.control.write(device(request), resource(request), valueIn(request.body)),
  },
  {
    method: "POST",
    path: ["devices", "*", "enable"],
    answer: (request) => request.control.enable(device(request)),
  },
  {
    method: "POST",
    path: ["devices", "*", "lock"],
    answer: (request) => request.control.lock(device(request)),
  },
  {
    method: "POST",
    path: ["devices", "*", "unlock"],
    answer: (request) => request.control.unlock(device(request)),
  },
  {
    method: "POST",
    path: ["devices", "*", "revoke"],
    answer: (request) => request.control.revoke(device(request)),
  },
  {
    method: "POST",
    path: ["devices", "*", "reprovision"],
    answer: (request) => request.control.reprovision(device(request)),
  },
  { method: "DELETE", path: ["devices", "*"], answer: (request) => request.control.delete(device(request)) },
  { method: "GET", path: ["faults"], answer: (request) => request.control.faults() },
  { method: "POST", path: ["faults"], answer: (request) => injectFrom(request) },
  { method: "DELETE", path: ["faults"], answer: (request) => request.control.clearFaults() },
]);

/** @throws ControlError when no route fits or the request is refused. */
export async function route(
  control: DeviceControl,
  method: string,
  segments: readonly string[],
  body: unknown,
): Promise<unknown> {
  const known = ROUTES.find((each) => each.method === method && fits(each.path, segments));
  if (known === undefined)
    throw new ControlError("unknown-route", `no ${method} /${segments.join("/")} here`);
  const part = segments.filter((_, index) => known.path[index] === "*");
  return known.answer({ control, part, body });
}

function fits(path: readonly string[], segments: readonly string[]): boolean {
  return (
    path.length === segments.length && path.every((name, index) => name === "*" || name === segments[index])
  );
}

/** The body is `{"fault": {…}, "for": milliseconds}`; the control behind it judges what is in there. */
function injectFrom({ control, body }: RouteRequest): Promise<unknown> {
  const { fault, ...options } = (body ?? {}) as { fault: Fault; for?: number };
  return control.inject(fault, options);
}

/** The body of a write is `{"value": …}`. */
function valueIn(body: unknown): ResourceValue {
  if (typeof body === "object" && body !== null && "value" in body) {
    const { value } = body;
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  }
  throw new ControlError("bad-request", 'the body must be {"value": …} with a number, string or boolean');
}
