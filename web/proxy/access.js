// Checks for each request whether the viewer may see the document or job: by the view token, the rate limit and the option `authorize`.
import { VIEW_TOKEN_HEADER } from '../client/client-options.js';
import { errorReply } from './replies.js';
import { readViewToken } from './token.js';

/** @typedef {import('./upstream.js').Route} Route */
/** @typedef {import('./operations.js').Place} Place */

/**
 * @typedef {object} Access
 * @property {import('./replies.js').Reply} [refused] The response, if the viewer may not see it.
 * @property {number} until The time in ms at which the view token expires.
 * @property {string} [token] The valid view token.
 * @property {(signal: AbortSignal) => Promise<boolean>} [authorize] Whether the viewer may still see it.
 */

/**
 * The view token of a request, valid or not; undefined if the request has none. Where X-View-Token is present, Authorization is not read.
 * @param {Headers} headers
 */
function tokenOf(headers) {
  const viewToken = headers.get(VIEW_TOKEN_HEADER);
  if (viewToken !== null) return viewToken;
  const [, token] = /^Bearer\b *(.*)$/i.exec(headers.get('Authorization') ?? '') ?? [];
  return token;
}

/**
 * @param {import('./options.js').Settings} settings
 * @param {import('./operations.js').Operations} operations
 * @param {(route: Route) => Place} placeOf
 * @returns {(request: Request, route: Route) => Promise<Access>}
 */
export function createAccess(settings, operations, placeOf) {
  const { viewTokenSecrets, authorize, rateLimit, clientAddress, now } = settings;
  /** @param {Parameters<typeof errorReply>} reply */
  const refuse = (...reply) => ({ refused: errorReply(...reply), until: 0 });

  /**
   * Whether the limiter allows a request. If it fails, it does. If `clientAddress` fails, there is no limit, because viewers would share it.
   * @param {Request} request @param {Place} place @param {string | undefined} token A valid view token.
   */
  async function isInLimit(request, place, token) {
    if (!rateLimit) return true;
    const addressOf = async () => {
      const address = (await clientAddress?.(request)) ?? '';
      if (typeof address !== 'string') throw new TypeError('clientAddress returned no string.');
      return `address ${address}`;
    };
    const who = token
      ? `token ${token.slice(-43)}`
      : await operations.attempt('clientAddress', place, addressOf, undefined);
    return who === undefined || operations.attempt('rateLimit', place, () => rateLimit(who), true);
  }

  return async (request, route) => {
    const { name, batchId, documentId } = route;
    const place = placeOf(route);
    const token = viewTokenSecrets && tokenOf(request.headers);
    const view = viewTokenSecrets && token ? await readViewToken(viewTokenSecrets, token, now()) : undefined;
    if (!(await isInLimit(request, place, view && token)))
      return refuse(429, 'RequestRateTooHigh', 'Too many requests.', { 'Retry-After': '60' });
    if (viewTokenSecrets && !view && (token !== undefined || !authorize)) {
      const how = token ? 'The view token is invalid or has expired.' : 'The view token is missing.';
      return refuse(401, 'Unauthorized', how, { 'WWW-Authenticate': 'Bearer' });
    }
    if (view && !(view.batchIds.includes(batchId) && [undefined, documentId].includes(view.documentId)))
      return refuse(403, 'Unauthorized', 'The view token is for another job or document.');
    const access = { until: view?.until ?? Infinity, token: view && token };
    if (!authorize) return access;
    /** undefined if the function failed. @param {AbortSignal} [signal] */
    const ask = (signal) => {
      const viewer = { request, claims: view?.claims, route: name, batchId, documentId };
      return operations.attempt('authorize', place, async () => (await authorize(viewer)) === true, undefined, signal);
    };
    const allowed = await ask();
    if (allowed === undefined) return refuse(503, 'ServiceUnavailable', 'The permission could not be checked.');
    if (!allowed) return refuse(403, 'Unauthorized', 'The viewer may not see this.');
    return { ...access, authorize: async (signal) => (await ask(signal)) === true };
  };
}
