// The options and arguments of the simulator, and their checks. Options with other names are errors.

import { MAX_DOCUMENTS } from './batches.js';
import { SCENARIOS } from './documents.js';
import { isFaultName } from './faults.js';
import { isId } from './routes.js';
import {
  aBoolean,
  aFunction,
  aString,
  anObject,
  listOf,
  milliseconds,
  oneOf,
  orNull,
  range,
  shape,
  text,
  type,
  whole,
} from './validate.js';

/** @typedef {import('./batches.js').BatchDescriptor} BatchDescriptor */
/** @typedef {import('./documents.js').DocumentDescriptor} DocumentDescriptor */
/** @typedef {import('./documents.js').Scenario} Scenario */
/** @typedef {import('./validate.js').Check} Check */

/**
 * @typedef {object} SimulatorOptions
 * @property {number | null} [port] Default 0: any free port. With `null`, the simulator opens no port, and only its `fetch` responds.
 * @property {string} [host] Default `127.0.0.1`.
 * @property {string | null} [key] The key that requests must send. Default: a random key. With `null`, requests need no
 *   credential.
 * @property {string | null} [token] A Bearer token that requests can send instead of the key. Default: none.
 * @property {readonly string[]} [apiVersions] The API versions that the simulator supports. Default: all versions of the
 *   service.
 * @property {number | (Scenario | DocumentDescriptor)[]} [documents] The documents of the first batch. A number creates
 *   that many documents that succeed. Default: four documents, of which one succeeds, one fails, one is canceled and one
 *   fails validation.
 * @property {BatchDescriptor[]} [batches] More batches. Default: one batch that fails validation as a whole.
 * @property {number} [durationMs] The time from a document's creation to its last status, in milliseconds. Default 5000.
 * @property {boolean} [startOnRequest] Starts all documents at the first request, however long after the simulator it comes. Default false.
 * @property {number} [listLagMs] A list shows each document or batch as it was this many milliseconds ago. Default: a
 *   twentieth of the batch's `durationMs`. The status of a single document or batch is always current.
 * @property {() => number} [now] Returns the time in milliseconds since 1970. Default `Date.now`. See also `advance`.
 * @property {StaleReplies} [staleReplies] Default: no stale responses.
 * @property {Throttle} [throttle] Default: no limit.
 * @property {boolean} [cors] Lets pages of other origins read the responses, which the service does not. Default false.
 */

/**
 * Makes responses for documents stale, as the service's cache does. Only requests without a script are counted.
 * @typedef {object} StaleReplies
 * @property {number} [every] Default 2: every second response for a document is stale.
 * @property {number} [ageMs] The age of a stale response, in milliseconds. It shows the document as it was then, and has
 *   an `Age` header. Default 6000.
 */

/**
 * Limits the request rate. Requests above the limit get a 429.
 * @typedef {object} Throttle
 * @property {number} limit The number of requests allowed in each window.
 * @property {number} [windowMs] The length of a window, in milliseconds. Default 1000.
 * @property {number} [retryAfter] The `Retry-After` header of the 429, in seconds. Default 9.
 * @property {'service' | 'gateway'} [form] Whether the 429 looks like one of the service or of its gateway. Default
 *   `service`.
 */

/** Later dates and longer durations could lead to dates that the service cannot write. */
const LATEST = Date.UTC(9000, 0);
const LONGEST = 1e12;

const duration = milliseconds(LONGEST);
const time = milliseconds(LATEST);

const scenario = oneOf(SCENARIOS);

const id = range('an id: 8-4-4-4-12 hex digits', aString, isId);

const document = shape({
  scenario,
  id,
  to: text,
  path: text,
  sourcePath: text,
  characterCharged: whole(0, Number.MAX_SAFE_INTEGER),
  error: anObject,
  deploymentName: text,
  durationMs: duration,
  createdAt: time,
  fractionDigits: whole(0, 7),
});

/** @type {Check} */
const documents = (value, name) => {
  if (typeof value === 'number') return whole(0, MAX_DOCUMENTS)(value, name);
  type('a number or an array', Array.isArray)(value, name);
  if (value.length > MAX_DOCUMENTS) {
    throw new RangeError(`${name} must have at most ${MAX_DOCUMENTS} documents.`);
  }
  listOf((item, itemName) => {
    if (typeof item === 'string') return scenario(item, itemName);
    type('a scenario or an object', (value) => value !== null && typeof value === 'object')(item, itemName);
    document(item, itemName);
  })(value, name);
};

const batchMembers = shape({
  id,
  documents,
  scenario: oneOf(['ValidationFailed']),
  error: anObject,
  durationMs: duration,
  createdAt: time,
});

/** The argument of `createBatch`. @type {Check} */
export const batch = (value, name) => {
  batchMembers(value, name);
  const { scenario, documents = 0 } = value;
  if (scenario && (typeof documents === 'number' ? documents : documents.length) > 0) {
    throw new RangeError(`${name}.documents must be empty, because a batch that fails validation has no documents.`);
  }
};

/** The argument of `startSimulator`. */
export const options = shape({
  port: orNull(whole(0, 65_535)),
  host: text,
  key: orNull(text),
  token: orNull(text),
  apiVersions: listOf(text),
  documents,
  batches: listOf(batch),
  durationMs: duration,
  startOnRequest: aBoolean,
  listLagMs: duration,
  now: (value, name) => {
    aFunction(value, name);
    time(value(), `${name}()`);
  },
  staleReplies: shape({ every: whole(1, Number.MAX_SAFE_INTEGER), ageMs: duration }),
  throttle: shape(
    {
      limit: whole(0, Number.MAX_SAFE_INTEGER),
      windowMs: duration,
      retryAfter: whole(0, LONGEST),
      form: oneOf(['service', 'gateway']),
    },
    ['limit'],
  ),
  cors: aBoolean,
});

/** The argument of `advance`. */
export const advance = duration;

/** The argument of `requested`. */
export const count = whole(1, Number.MAX_SAFE_INTEGER);

/** The target of `script`. */
export const target = range(
  "the id of a document or batch, a batch's id followed by /documents, 'batches' or '*'",
  aString,
  (value) => isId(value.replace(/\/documents$/i, '')) || ['batches', '*'].includes(value.toLowerCase()),
);

const faultName = range('the name of a fault', aString, isFaultName);

/** One scripted response. @type {Check} */
export const reply = (value, name) => {
  if (typeof value === 'function') return;
  type('a reply: an object or a function', (value) => value !== null && typeof value === 'object')(value, name);
  anObject(value, name);
  if (value.headers !== undefined) anObject(value.headers, `${name}.headers`);
  if (typeof value.status === 'number') whole(100, 999)(value.status, `${name}.status`);
  if (!('fault' in value)) return;
  faultName(value.fault, `${name}.fault`);
  if (value.reply !== undefined) reply(value.reply, `${name}.reply`);
};

/** The responses of `script`. */
export const replies = listOf(reply);
