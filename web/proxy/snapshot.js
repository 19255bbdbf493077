// Snapshots that come back from a cache, from storage or from a Durable Object. During a deployment, another version may have written them.

/** @typedef {import('./upstream.js').Route} Route */
/** @typedef {import('./upstream.js').Snapshot} Snapshot */

const ROUTES = ['document', 'batch', 'documents'];

/** @param {any} value */
const isObject = (value) => typeof value === 'object' && value !== null;

/** @param {any} route @returns {route is Route} */
export const isRoute = (route) =>
  isObject(route) &&
  ROUTES.includes(route.name) &&
  typeof route.batchId === 'string' &&
  (typeof route.documentId === 'string') === (route.name === 'document');

/** @param {any} reply */
function isReply(reply) {
  if (!isObject(reply) || !isObject(reply.headers) || typeof reply.body !== 'string') return false;
  if (!Object.values(reply.headers).every((text) => typeof text === 'string')) return false;
  if (reply.status !== 200 && !(Number.isInteger(reply.status) && reply.status >= 400 && reply.status <= 599))
    return false;
  try {
    return Boolean(new Headers(reply.headers));
  } catch {
    return false;
  }
}

/** @param {any} answer @param {Route} route */
function isAnswer(answer, { name }) {
  if (!isReply(answer) || answer.status !== 200 || !Number.isFinite(answer.at)) return false;
  const { compared } = answer;
  if (name === 'documents') return compared === undefined;
  return (
    isObject(compared) && typeof compared.lastActionDateTimeUtc === 'string' && typeof compared.status === 'string'
  );
}

/** @param {any} item */
const isListed = (item) =>
  isObject(item) && [item.id, item.status, item.lastActionDateTimeUtc].every((text) => typeof text === 'string');

/** @param {string} body @param {boolean} isList */
function isBody(body, isList) {
  try {
    const value = JSON.parse(body);
    return isList ? Array.isArray(value) && value.every(isListed) : isObject(value) && !Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * The snapshot, if it has the form that this version writes. It holds no longer than one of this version's own would.
 * @param {any} value @param {Route} route @param {import('./options.js').Settings} settings
 * @returns {Snapshot | undefined}
 */
export function readSnapshot(value, route, { now, limits, terminalMs, unknownMs }) {
  if (!isObject(value)) return undefined;
  const { reply, newest, stale, ended, asked, until, responsesSinceChange, failures } = value;
  const isList = route.name === 'documents';
  const isKnown =
    isReply(reply) &&
    isBody(reply.body, isList && reply.status === 200) &&
    (newest === undefined || (isAnswer(newest, route) && isBody(newest.body, isList))) &&
    (reply.status !== 200 || newest !== undefined) &&
    [stale, ended].every((flag) => typeof flag === 'boolean') &&
    [asked, until, responsesSinceChange, failures].every(Number.isFinite);
  if (!isKnown) return undefined;
  // Twice: the policy lengthens an interval at random.
  const longest = ended ? terminalMs : Math.max(unknownMs, 2 * limits.maxIntervalMs, limits.maxRetryAfterMs);
  return { ...value, until: Math.min(until, Math.min(asked, now()) + longest) };
}
