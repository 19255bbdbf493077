// The request limit, and the response to requests above it.

import { errorReply } from './errors.js';

/**
 * @param {import('./options.js').Throttle} [options]
 * @returns {(record: import('./requests.js').RequestRecord, requestId: string) =>
 *   import('./replies.js').RawReply | undefined} the 429 for a request above the limit
 */
export function createThrottle(options) {
  if (!options) return () => undefined;
  const { limit, windowMs = 1000, retryAfter = 9, form = 'service' } = options;
  const window = { since: -Infinity, count: 0 };
  // A fault can build several responses for one request, which must be counted once.
  /** @type {WeakMap<import('./requests.js').RequestRecord, boolean>} */
  const overLimit = new WeakMap();

  return (record, requestId) => {
    if (!overLimit.has(record)) {
      if (record.at - window.since >= windowMs) Object.assign(window, { since: record.at, count: 0 });
      window.count += 1;
      overLimit.set(record, window.count > limit);
    }
    if (!overLimit.get(record)) return undefined;
    const reply = errorReply(form === 'gateway' ? 'throttledByGateway' : 'throttled', requestId);
    return { ...reply, headers: { ...reply.headers, 'Retry-After': retryAfter } };
  };
}
