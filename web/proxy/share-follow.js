// One loop for all viewers of a document. Not for workerd, where one request must not resume another.
import { onAbort } from '../client/abort.js';

/** @typedef {import('./upstream.js').Route} Route */
/** @typedef {import('./upstream.js').Snapshot} Snapshot */
/** @typedef {(route: Route, signal: AbortSignal) => AsyncIterable<Snapshot>} Follow */

/**
 * @typedef {object} Loop
 * @property {AbortController} gone
 * @property {Set<() => void>} viewers Called when there is a new snapshot, or the loop has ended.
 * @property {Snapshot} [latest] That differs from the one before.
 * @property {boolean} [hasEnded]
 * @property {unknown} [error] Why the loop has ended, if it failed.
 */

/** @param {Follow} follow */
export function shareFollow(follow) {
  /** @type {Map<string, Loop>} */
  const loops = new Map();

  /** @param {Loop} loop @param {Route} route */
  async function run(loop, route) {
    try {
      for await (const snapshot of follow(route, loop.gone.signal)) {
        const { reply } = loop.latest ?? {};
        if (reply?.body === snapshot.reply.body && reply.status === snapshot.reply.status) continue;
        loop.latest = snapshot;
        for (const wake of loop.viewers) wake();
      }
    } catch (error) {
      loop.error = error;
    }
    loop.hasEnded = true;
    if (loops.get(route.key) === loop) loops.delete(route.key);
    for (const wake of loop.viewers) wake();
  }

  /** @param {Route} route */
  function start(route) {
    /** @type {Loop} */
    const loop = { gone: new AbortController(), viewers: new Set() };
    loops.set(route.key, loop);
    run(loop, route);
    return loop;
  }

  /**
   * The newest snapshots after `first`, for one viewer. A viewer that is late skips snapshots.
   * @param {Route} route @param {Snapshot} first What the viewer has got. @param {AbortSignal} signal
   * @returns {AsyncGenerator<Snapshot, void, void>}
   */
  return async function* (route, first, signal) {
    const loop = loops.get(route.key) ?? start(route);
    let wake = () => {};
    const viewer = () => wake();
    loop.viewers.add(viewer);
    const unlisten = onAbort(signal, viewer);
    // The loop may have got a snapshot before or after `first` was had.
    let seen = loop.latest && loop.latest.asked <= first.asked ? loop.latest : first;
    try {
      while (!signal.aborted) {
        if (loop.latest && loop.latest !== seen) {
          seen = loop.latest;
          yield seen;
        } else if (loop.hasEnded) {
          if (loop.error) throw loop.error;
          return;
        } else
          await new Promise((resolve) => {
            wake = () => resolve(undefined);
          });
      }
    } finally {
      unlisten();
      loop.viewers.delete(viewer);
      if (!loop.viewers.size && !loop.hasEnded) {
        if (loops.get(route.key) === loop) loops.delete(route.key);
        loop.gone.abort();
      }
    }
  };
}
