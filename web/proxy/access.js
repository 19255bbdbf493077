// Who may see a document or a job: checks the view token and the rate limit of a request.
import { errorReply } from './replies.js';
import { readViewToken } from './token.js';

/** @typedef {import('./upstream.js').Route} Route */
/** @typedef {import('./operations.js').Place} Place */

/** @typedef {{ refused?: import('./replies.js').Reply, until: number }} Access `until`: the time in ms at which it ends. */

/**
 * @param {import('./options.js').Settings} settings
 * @param {import('./operations.js').Operations} operations
 * @param {(route: Route) => Place} placeOf
 * @returns {(request: Request, route: Route) => Promise<Access>}
 */
export function createAccess(settings, operations, placeOf) {
  const { viewTokenSecrets, rateLimit, clientAddress, now } = settings;
  /** @param {Parameters<typeof errorReply>} reply */
  const refuse = (...reply) => ({ refused: errorReply(...reply), until: 0 });

  return async (request, route) => {
    const { batchId, documentId } = route;
    const [, token = ''] = /^Bearer +(\S+)$/i.exec(request.headers.get('Authorization') ?? '') ?? [];
    const view = viewTokenSecrets && token ? await readViewToken(viewTokenSecrets, token, now()) : undefined;
    if (rateLimit) {
      const place = placeOf(route);
      const addressOf = async () => {
        const address = (await clientAddress?.(request)) ?? '';
        if (typeof address !== 'string') throw new TypeError('clientAddress returned no string.');
        return `address ${address}`;
      };
      const who = view
        ? `token ${token.slice(-43)}`
        : await operations.attempt('clientAddress', place, addressOf, undefined);
      // If the limiter fails, the request is allowed. Without an address there is no limit either, because all viewers would share it.
      if (who !== undefined && !(await operations.attempt('rateLimit', place, () => rateLimit(who), true)))
        return refuse(429, 'RequestRateTooHigh', 'Too many requests.', { 'Retry-After': '60' });
    }
    if (!viewTokenSecrets) return { until: Infinity };
    if (!view) {
      const how = token ? 'The view token is invalid or has expired.' : 'The view token is missing.';
      return refuse(401, 'Unauthorized', how, { 'WWW-Authenticate': 'Bearer' });
    }
    const isFor = view.batchIds.includes(batchId) && [undefined, documentId].includes(view.documentId);
    return isFor
      ? { until: view.until }
      : refuse(403, 'Unauthorized', 'The view token is for another job or document.');
  };
}
