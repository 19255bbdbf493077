// Snapshots that come back from a cache, from storage or from a Durable Object. During a deployment, another version may have written them.

/** @typedef {import('./upstream.js').Route} Route */
/** @typedef {import('./upstream.js').Snapshot} Snapshot */

/** The policy lengthens an interval at random by up to a fifth. */
const LONGEST_INTERVAL = 1.2;

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
  const texts = Object.values(reply.headers);
  return Number.isInteger(reply.status) && texts.every((text) => typeof text === 'string');
}

/** @param {any} answer @param {Route} route */
function isAnswer(answer, { name }) {
  if (!isReply(answer) || answer.status !== 200 || !Number.isFinite(answer.at)) return false;
  const { moment } = answer;
  if (name === 'documents') return moment === undefined;
  return isObject(moment) && typeof moment.lastActionDateTimeUtc === 'string' && typeof moment.status === 'string';
}

/** @param {string} body @param {boolean} isList */
function isBody(body, isList) {
  try {
    const value = JSON.parse(body);
    return isObject(value) && Array.isArray(value) === isList;
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
  const { reply, newest, stale, ended, until, quiet, failures } = value;
  const isList = route.name === 'documents';
  const isKnown =
    isReply(reply) &&
    isBody(reply.body, isList && reply.status === 200) &&
    (newest === undefined || (isAnswer(newest, route) && isBody(newest.body, isList))) &&
    (reply.status !== 200 || newest !== undefined) &&
    [stale, ended].every((flag) => typeof flag === 'boolean') &&
    [until, quiet, failures].every(Number.isFinite);
  if (!isKnown) return undefined;
  const longest = ended
    ? terminalMs
    : Math.max(unknownMs, limits.maxIntervalMs * LONGEST_INTERVAL, limits.maxRetryAfterMs);
  return { ...value, until: Math.min(until, now() + longest) };
}
