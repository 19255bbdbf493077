// Limits how many requests the watches of one client have in flight. Who frees a place only tells the next waiter, which then sends its request
// itself, in its own async context.
import { onAbort } from '../client/abort.js';
import { isolatesRequests } from '../module/platform.js';

/** @typedef {{ onPlace(): void }} Waiter Called when it has got a place. */

export class RequestQueue {
  #maxConcurrency;
  #inFlight = 0;
  /** @type {Set<Waiter>} */
  #waiting = new Set();

  /** @param {number} maxConcurrency */
  constructor(maxConcurrency) {
    this.#maxConcurrency = maxConcurrency;
  }

  /**
   * True if there is a place now; otherwise the waiter gets the next one. In workerd there always is: the runtime limits connections itself.
   * @param {Waiter} waiter
   */
  enter(waiter) {
    const isFree = this.#inFlight < this.#maxConcurrency || isolatesRequests();
    if (isFree) this.#inFlight++;
    else this.#waiting.add(waiter);
    return isFree;
  }

  /** Gives a place to the next waiter. */
  leave() {
    for (const next of this.#waiting) {
      this.#waiting.delete(next);
      return next.onPlace();
    }
    this.#inFlight--;
  }

  /** Removes a waiter. False if it has got its place. @param {Waiter} waiter */
  remove(waiter) {
    return this.#waiting.delete(waiter);
  }

  /**
   * @template T
   * @param {AbortSignal} signal
   * @param {() => Promise<T>} send
   */
  async run(signal, send) {
    signal.throwIfAborted();
    await new Promise((resolve, reject) => {
      const waiter = {
        onPlace() {
          unlisten();
          resolve(undefined);
        },
      };
      const unlisten = onAbort(signal, (reason) => {
        if (this.remove(waiter)) reject(reason);
      });
      if (this.enter(waiter)) waiter.onPlace();
    });
    try {
      return await send();
    } finally {
      this.leave();
    }
  }
}
