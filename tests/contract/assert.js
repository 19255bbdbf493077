// The contract list's own assertions: a handful of lines, so that the list runs wherever JavaScript does.

/** @param {unknown} value @returns {string} */
export function show(value) {
  if (typeof value === 'string') return JSON.stringify(value.length > 300 ? `${value.slice(0, 300)}…` : value);
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return String(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** @param {string} message @returns {never} */
export function fail(message) {
  throw new Error(message);
}

/** @param {unknown} value @param {string} [message] */
export function ok(value, message = `${show(value)} should be true`) {
  if (!value) fail(message);
}

/** @param {unknown} actual @param {unknown} expected @param {string} [what] */
export function equal(actual, expected, what = 'The value') {
  if (!Object.is(actual, expected)) fail(`${what} should be ${show(expected)} but is ${show(actual)}`);
}

/** @param {unknown} actual @param {RegExp} pattern @param {string} [what] */
export function match(actual, pattern, what = 'The text') {
  if (typeof actual !== 'string' || !pattern.test(actual))
    fail(`${what} should match ${pattern} but is ${show(actual)}`);
}

/** @param {unknown} actual @param {unknown} expected @returns {boolean} */
function same(actual, expected) {
  if (Object.is(actual, expected)) return true;
  if (typeof actual !== 'object' || typeof expected !== 'object' || !actual || !expected) return false;
  if (Array.isArray(actual) !== Array.isArray(expected)) return false;
  const names = Object.keys(expected);
  if (Object.keys(actual).length !== names.length) return false;
  const [a, e] = /** @type {Record<string, unknown>[]} */ ([actual, expected]);
  return names.every((name) => Object.hasOwn(a, name) && same(a[name], e[name]));
}

/** Own enumerable members, in any order. @param {unknown} actual @param {unknown} expected @param {string} [what] */
export function deepEqual(actual, expected, what = 'The value') {
  if (!same(actual, expected)) fail(`${what} should be ${show(expected)} but is ${show(actual)}`);
}

/**
 * Returns the reason that a promise rejects with.
 * @param {Promise<unknown>} promise
 * @returns {Promise<any>}
 */
export async function rejects(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  return fail(`The promise should reject but fulfilled with ${show(value)}`);
}
