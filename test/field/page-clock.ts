/**
 * Puts a clock into a page that can be stopped, `pageClock.stop()`, and goes on after as many `pageClock.go()`: `Date.now`,
 * `performance.now` and `setTimeout` follow it, as if the time in between had not been. Text, because it runs in the page.
 */
export const pageClock = `(() => {
  const now = performance.now.bind(performance);
  const date = Date.now;
  const { setTimeout: wait, clearTimeout: forget } = globalThis;
  const timers = new Map();
  let lastId = 1e9;
  let stops = 0;
  let since = 0;
  let stood = 0;
  const lost = () => stood + (stops > 0 ? now() - since : 0);
  performance.now = () => now() - lost();
  Date.now = () => Math.floor(date() - lost());
  globalThis.setTimeout = (callback, delay, ...given) => {
    const id = ++lastId;
    const due = performance.now() + (Number(delay) || 0);
    const look = () => {
      const left = due - performance.now();
      if (left > 0 || stops > 0) return void timers.set(id, wait(look, Math.max(left, 1)));
      timers.delete(id);
      callback(...given);
    };
    timers.set(id, wait(look, delay));
    return id;
  };
  // Either ends what the other one began (HTML, 8.6).
  globalThis.clearTimeout = globalThis.clearInterval = (id) => {
    forget(timers.get(id) ?? id);
    timers.delete(id);
  };
  globalThis.pageClock = {
    stop: () => { if (stops++ === 0) since = now(); },
    go: () => { if (--stops === 0) stood += now() - since; },
  };
})();`;
