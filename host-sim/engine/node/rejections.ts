import { Script } from "node:vm";

type Scope = Record<string, unknown>;

const promiseOf = new Script("Promise.prototype");
/** The machines that live, by the prototype of their promises. */
const scopes = new Map<object, Scope>();

/** Node tells of unhandled rejections process by process; this finds the machine whose promise it is. */
function onRejection(reason: unknown, promise: Promise<unknown>): void {
  const scope = scopes.get(Object.getPrototypeOf(promise) as object);
  if (scope === undefined) throw reason;
  const { console } = scope as { console?: { error(what: string, reason: unknown): void } };
  console?.error("", reason);
}

/** Tells the program in `scope` of its unhandled rejections, as XS does, until the returned function is called. */
export function watchRejections(scope: Scope): () => void {
  const prototype = promiseOf.runInContext(scope) as object;
  if (scopes.size === 0) process.on("unhandledRejection", onRejection);
  scopes.set(prototype, scope);
  return () => {
    scopes.delete(prototype);
    if (scopes.size === 0) process.off("unhandledRejection", onRejection);
  };
}
