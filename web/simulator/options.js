// Checks of what callers pass to the simulator: each option and argument has a type and a range, and there are no
// options of other names. An error names the option and never shows its value, which may be a credential.

import { isFault } from './faults.js';
import { isId } from './wire.js';

/**
 * Throws where a value can't be used.
 * @typedef {(value: any, name: string) => void} Check
 */

/** The latest time and the longest duration: dates stay within what the service can write. */
const LATEST = Date.UTC(9000, 0);
const LONGEST = 1e12;

/** @param {unknown} value */
const typeOf = (value) => {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return Array.isArray(value) ? 'an array' : value instanceof Date ? 'a Date' : 'an object';
};

/** @param {string} what @param {(value: any) => boolean} test @returns {Check} */
const type = (what, test) => (value, name) => {
  if (!test(value)) throw new TypeError(`${name} must be ${what}, not ${typeOf(value)}.`);
};

/** @param {string} what @param {Check} first @param {(value: any) => boolean} test @returns {Check} */
const range = (what, first, test) => (value, name) => {
  first(value, name);
  if (!test(value)) throw new RangeError(`${name} must be ${what}.`);
};

const aNumber = type('a number', (value) => typeof value === 'number');
const aString = type('a string', (value) => typeof value === 'string');
const anArray = type('an array', Array.isArray);
const aFunction = type('a function', (value) => typeof value === 'function');
const aBoolean = type('true or false', (value) => typeof value === 'boolean');
const anObject = type('a plain object', (value) => {
  if (value === null || typeof value !== 'object') return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
});
const text = range('a string that is not empty', aString, (value) => value !== '');
const id = range('an id, 8-4-4-4-12 hex digits', aString, isId);

/** @param {number} least @param {number} most */
const whole = (least, most) =>
  range(
    `a whole number, ${least} to ${most}`,
    aNumber,
    (value) => Number.isInteger(value) && value >= least && value <= most,
  );
/** @param {number} most */
const milliseconds = (most) => range(`0 to ${most}, in milliseconds`, aNumber, (value) => value >= 0 && value <= most);
const duration = milliseconds(LONGEST);
const time = milliseconds(LATEST);

/** @param {readonly string[]} values */
const oneOf = (values) => range(`one of ${values.join(', ')}`, aString, (value) => values.includes(value));

/** @param {Check} check @returns {Check} */
const orNull = (check) => (value, name) => {
  if (value !== null) check(value, name);
};

/** @param {Check} item @returns {Check} */
const listOf = (item) => (value, name) => {
  anArray(value, name);
  for (let i = 0; i < value.length; i++) item(value[i], `${name}[${i}]`);
};

/**
 * An object that has no other members than these. One that is undefined is absent.
 * @param {Record<string, Check>} members
 * @param {string[]} [required]
 * @returns {Check}
 */
const shape =
  (members, required = []) =>
  (value, name) => {
    anObject(value, name);
    const prefix = name === 'options' ? '' : `${name}.`;
    for (const member of Object.keys(value)) {
      if (!Object.hasOwn(members, member)) {
        throw new TypeError(`${prefix}${member} is not an option; there are ${Object.keys(members).join(', ')}.`);
      }
    }
    for (const [member, check] of Object.entries(members)) {
      if (value[member] !== undefined || required.includes(member)) check(value[member], prefix + member);
    }
  };

/** @type {readonly import('./documents.js').Scenario[]} */
const SCENARIOS = ['Succeeded', 'Failed', 'FailedBeforeStart', 'Canceled', 'ValidationFailed', 'Running', 'NotStarted'];

const scenario = oneOf(SCENARIOS);

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

const DOCUMENTS_A_BATCH = 1000;

/** @type {Check} */
const documents = (value, name) => {
  if (typeof value === 'number') return whole(0, DOCUMENTS_A_BATCH)(value, name);
  type('a number or an array', Array.isArray)(value, name);
  if (value.length > DOCUMENTS_A_BATCH) {
    throw new RangeError(`${name} must be at most ${DOCUMENTS_A_BATCH}: a batch has no more.`);
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

/** What `createBatch` takes. @type {Check} */
export const batch = (value, name) => {
  batchMembers(value, name);
  const { scenario, documents = 0 } = value;
  if (scenario && (typeof documents === 'number' ? documents : documents.length) > 0) {
    throw new RangeError(`${name}.documents must be empty: a batch that fails validation has no documents.`);
  }
};

/** What `startSimulator` takes. */
export const options = shape({
  port: whole(0, 65_535),
  host: text,
  key: orNull(text),
  token: orNull(text),
  apiVersions: listOf(text),
  documents,
  batches: listOf(batch),
  durationMs: duration,
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

/** What `advance` takes. */
export const advance = duration;

/** What `requested` takes. */
export const count = whole(1, Number.MAX_SAFE_INTEGER);

/** What `script` takes for a target. */
export const target = range(
  "a document's or batch's id, a batch's id and /documents, batches, or *",
  aString,
  (value) => isId(value.replace(/\/documents$/i, '')) || ['batches', '*'].includes(value.toLowerCase()),
);

const faultName = range('the name of a fault', aString, isFault);

/** One scripted reply. @type {Check} */
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

/** What `script` takes for replies. */
export const replies = listOf(reply);
