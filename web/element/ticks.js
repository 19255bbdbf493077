// One timer for all elements that show a time. It does not run without such elements.

const TICK_MS = 1000;
/** @type {Set<() => void>} */
const ticking = new Set();
/** @type {ReturnType<typeof setInterval> | undefined} */
let timer;

/** @param {() => void} tick @param {boolean} on */
export function setTicking(tick, on) {
  if (on) ticking.add(tick);
  else ticking.delete(tick);
  if (ticking.size && !timer)
    timer = setInterval(() => {
      for (const each of ticking) each();
    }, TICK_MS);
  if (!ticking.size) {
    clearInterval(timer);
    timer = undefined;
  }
}
