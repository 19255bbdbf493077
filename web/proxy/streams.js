// The open event streams of a proxy: their limits, in total and for each view token, and close(), which ends them.
import { errorReply } from './replies.js';

/** When a viewer that was refused may try again. */
const RETRY_AFTER = { 'Retry-After': '10' };

/** A stream counts as closed after this many heartbeats that did not come: some hosts never say that a viewer has left. */
const MISSED_HEARTBEATS = 3;

/** @typedef {{ token: string | undefined, aliveAt: number, end: () => void }} OpenStream */

/**
 * @typedef {object} CountedStream
 * @property {undefined} [refused]
 * @property {() => void} keep Is called at each heartbeat.
 * @property {() => void} close Is called when the stream has ended.
 * @property {(end: () => void) => void} onClosing Sets what ends the stream when the proxy is closed; calls it at once if the proxy is closed already.
 */

/** @param {import('./options.js').Settings} settings */
export function createStreams({ maxStreams, maxStreamsPerToken, heartbeatMs, now }) {
  /** @type {Map<string | undefined, Set<OpenStream>>} By token; without a token together. */
  const byToken = new Map();
  let total = 0;
  let isClosed = false;

  /** @param {OpenStream} stream */
  function close(stream) {
    const same = byToken.get(stream.token);
    if (!same?.delete(stream)) return;
    total--;
    if (same.size === 0) byToken.delete(stream.token);
  }

  /** @param {Iterable<OpenStream>} streams */
  function closeLost(streams) {
    const limit = now() - MISSED_HEARTBEATS * heartbeatMs;
    for (const stream of [...streams]) if (stream.aliveAt < limit) close(stream);
  }

  const all = () => [...byToken.values()].flatMap((streams) => [...streams]);

  return {
    get total() {
      return total;
    },

    get isClosed() {
      return isClosed;
    },

    close() {
      isClosed = true;
      for (const { end } of all()) end();
    },

    /**
     * Counts a stream. Returns the response instead if there are too many.
     * @param {string | undefined} token The viewer's valid view token.
     * @returns {{ refused: import('./replies.js').Reply } | CountedStream}
     */
    open(token) {
      const ofToken = () => byToken.get(token)?.size ?? 0;
      if (token !== undefined && ofToken() >= maxStreamsPerToken) {
        closeLost(byToken.get(token) ?? []);
        if (ofToken() >= maxStreamsPerToken)
          return { refused: errorReply(429, 'RequestRateTooHigh', 'Too many streams are open.', RETRY_AFTER) };
      }
      if (total >= maxStreams) {
        closeLost(all());
        if (total >= maxStreams)
          return { refused: errorReply(503, 'ServiceUnavailable', 'Too many streams are open.', RETRY_AFTER) };
      }
      /** @type {OpenStream} */
      const stream = { token, aliveAt: now(), end() {} };
      const same = byToken.get(token) ?? new Set();
      byToken.set(token, same.add(stream));
      total++;
      return {
        keep() {
          stream.aliveAt = now();
        },
        close: () => close(stream),
        onClosing(end) {
          stream.end = end;
          if (isClosed) end();
        },
      };
    },
  };
}
