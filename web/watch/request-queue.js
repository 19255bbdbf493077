// Limits how many requests the watches of one client have in flight.
import { onAbort } from '../client/abort.js';
import { isolatesRequests } from '../module/platform.js';

export class RequestQueue {
  #maxConcurrency;
  #inFlight = 0;
  /** @type {Set<{ begin(): void }>} Requests that wait for a place. */
  #waiting = new Set();

  /** @param {number} maxConcurrency */
  constructor(maxConcurrency) {
    this.#maxConcurrency = maxConcurrency;
  }

  /**
   * Begins the request when a place is free. In workerd it begins at once: the runtime limits connections itself.
   * @param {{ begin(): void }} request
   */
  enter(request) {
    if (this.#inFlight >= this.#maxConcurrency && !isolatesRequests()) return void this.#waiting.add(request);
    this.#inFlight++;
    request.begin();
  }

  /** Frees the place of a request that has ended. */
  leave() {
    this.#inFlight--;
    for (const next of this.#waiting) {
      this.#waiting.delete(next);
      return this.enter(next);
    }
  }

  /** Removes a request that has not begun. False if it has. @param {{ begin(): void }} request */
  remove(request) {
    return this.#waiting.delete(request);
  }

  /**
   * @template T
   * @param {AbortSignal} signal
   * @param {() => Promise<T>} send
   */
  async run(signal, send) {
    await new Promise((resolve, reject) => {
      const request = {
        begin() {
          unlisten();
          resolve(undefined);
        },
      };
      const unlisten = onAbort(signal, (reason) => {
        if (this.remove(request)) reject(reason);
      });
      this.enter(request);
    });
    try {
      return await send();
    } finally {
      this.leave();
    }
  }
}
