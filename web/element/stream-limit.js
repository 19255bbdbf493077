// Browsers open six connections to an HTTP/1.1 origin, for all requests of a page. So at most four elements stream from one origin; the
// others poll, and one of them may stream when a stream ends.

const MOST_STREAMS = 4;

/** @type {Map<string, { streams: Set<AbortSignal>, waiting: Set<() => boolean> }>} */
const origins = new Map();

/**
 * @param {string} url of the server
 * @param {AbortSignal} signal aborts when the stream or the polling ends
 * @param {() => boolean} onFree called when another stream may be opened; returns whether this one is
 * @returns {boolean} whether a stream may be opened now
 */
export function mayStream(url, signal, onFree) {
  const { origin } = new URL(url);
  const { streams, waiting } = origins.get(origin) ?? { streams: new Set(), waiting: new Set() };
  origins.set(origin, { streams, waiting });
  const isFree = streams.size < MOST_STREAMS;
  if (isFree) streams.add(signal);
  else waiting.add(onFree);
  signal.addEventListener('abort', () => {
    waiting.delete(onFree);
    if (!streams.delete(signal)) return;
    for (const next of waiting) if (next()) return void waiting.delete(next);
  });
  return isFree;
}
