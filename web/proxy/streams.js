// The open streams of a proxy, which close() ends.

/** When a viewer connects again. It differs for each, so that not all do at once. */
const randomRetryMs = () => 1000 + Math.floor(Math.random() * 4000);

/** @typedef {(retryMs: number) => void} End Sends the stream's viewer this `retry:` and ends the stream. */

export function createStreams() {
  /** @type {Set<End>} */
  const ends = new Set();
  let isClosed = false;
  return {
    get isClosed() {
      return isClosed;
    },

    /**
     * Adds a stream; after close() it ends at once.
     * @param {End} end
     * @returns {() => void} removes the stream
     */
    add(end) {
      ends.add(end);
      if (isClosed) end(randomRetryMs());
      return () => ends.delete(end);
    },

    close() {
      isClosed = true;
      for (const end of ends) end(randomRetryMs());
    },
  };
}
