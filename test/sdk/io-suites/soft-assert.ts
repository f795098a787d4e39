/**
 * The assertions of the SDK's suites, which note what does not hold and go on: a suite that differs in one point is still judged by
 * all the others.
 */
type ErrorClass = new (message?: string) => Error;

export const failures: string[] = [];
let asserted = 0;

/** An assertion without words of its own is told by its place. */
function named(message: string | undefined): string {
  asserted += 1;
  return message ?? `assertion ${asserted}`;
}

function check(isTrue: unknown, message?: string): void {
  const what = named(message);
  if (isTrue !== true) failures.push(what);
}

/** As Test262 has it: the very class that is asked for, no subclass of it. */
function throws(expected: ErrorClass, action: () => unknown, message?: string): void {
  const what = named(message);
  try {
    action();
  } catch (thrown) {
    const found = thrown instanceof Error ? thrown.constructor : undefined;
    if (found !== expected) failures.push(`${what}: ${found?.name ?? String(thrown)}, not ${expected.name}`);
    return;
  }
  failures.push(`${what}: nothing was thrown, not ${expected.name}`);
}

function sameValue(actual: unknown, expected: unknown, message?: string): void {
  const what = named(message);
  if (!Object.is(actual, expected)) failures.push(`${what}: ${String(actual)}, not ${String(expected)}`);
}

export const assert = Object.assign(check, { throws, sameValue });
