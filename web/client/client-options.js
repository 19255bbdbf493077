// The options of createClient: their rules and defaults.
import { isObject, LONGEST_TIMER, need, needFunction, needNames, needNumber, optionError } from './options.js';

/** @typedef {import('../module/types.js').ClientOptions} ClientOptions */

/** Carries a view token where something between client and proxy replaces `Authorization`. */
export const VIEW_TOKEN_HEADER = 'X-View-Token';

/** The default, the least and the most of each number. */
const NUMBERS = {
  timeoutMs: [30_000, 1, LONGEST_TIMER],
  maxRetries: [3, 0, 100],
  maxRetryDelayMs: [30_000, 0, LONGEST_TIMER],
  maxRetryAfterMs: [300_000, 0, LONGEST_TIMER],
  maxConcurrency: [32, 1, Infinity],
};

const NAMES = [
  'endpoint',
  'credential',
  'apiVersion',
  'fetch',
  'headers',
  'credentials',
  'tokenHeader',
  'allowKeyInBrowser',
  'onAttempt',
  'wasm',
  ...Object.keys(NUMBERS),
];

/** @param {any} source */
const isWasmSource = (source) =>
  source instanceof URL ||
  source instanceof ArrayBuffer ||
  ArrayBuffer.isView(source) ||
  typeof source?.arrayBuffer === 'function' ||
  // Compared by tag: a module of another realm is not an instance of this realm's class.
  source?.[Symbol.toStringTag] === 'WebAssembly.Module';

/** A path as a URL, in a page; other values as they are. @param {unknown} path */
export function resolvePath(path) {
  const base = globalThis.location?.href;
  if (typeof path !== 'string' || !base || !/^\.{0,2}\//.test(path) || path.startsWith('//')) return path;
  try {
    return new URL(path, base).href;
  } catch {
    return path;
  }
}

/** A URL as a string becomes a URL, if it is valid. @param {any} source */
function resolveSource(source) {
  try {
    return typeof source === 'string' ? new URL(String(resolvePath(source))) : source;
  } catch {}
}

/**
 * Checks what can be checked before the module is loaded.
 * @param {ClientOptions} options
 * @returns {Exclude<ClientOptions['wasm'], string>} what the caller wants to load the module from
 */
export function checkNames(options) {
  need(isObject(options), 'options', 'It must be an object with an endpoint.');
  needNames(options, NAMES);
  const source = resolveSource(options.wasm);
  need(
    options.wasm === undefined || isWasmSource(source),
    'wasm',
    'It must be a URL, a Response, bytes or a WebAssembly.Module.',
  );
  return source;
}

/**
 * @param {import('../module/instance.js').Instance} instance
 * @param {unknown} headers
 * @returns {Record<string, string>}
 */
function checkHeaders(instance, headers) {
  // Without them, the runtime needs no Headers.
  if (headers === undefined) return {};
  const rule = 'It must be an object of strings, without credentials.';
  const isHeaders = isObject(headers) || Object.prototype.toString.call(headers) === '[object Headers]';
  const values = Object.values(/** @type {object} */ (headers ?? {}));
  need(isHeaders && values.every((value) => typeof value === 'string'), 'headers', rule);
  /** @type {Headers} */
  let all;
  try {
    all = new Headers(/** @type {any} */ (headers));
  } catch {
    throw optionError('headers', rule);
  }
  const sent = Object.fromEntries(all);
  // Credential headers are set through `credential` only. workerd's Headers accepts characters that HTTP can't send.
  const isPlain =
    ![instance.keyHeader, instance.tokenHeader, VIEW_TOKEN_HEADER].some((name) => all.has(name)) &&
    !/[^\t -\xff]/.test(Object.values(sent).join(''));
  need(isPlain, 'headers', rule);
  return sent;
}

/**
 * Checks the options that this file knows, and fills in the defaults. The endpoint, the version and the credential have checks of their own.
 * @param {import('../module/instance.js').Instance} instance
 * @param {ClientOptions} options
 */
export function checkOptions(instance, options) {
  const { fetch, apiVersion = '2024-05-01', allowKeyInBrowser = false, credentials, onAttempt } = options;
  const { tokenHeader = instance.tokenHeader } = options;
  needFunction(fetch, 'fetch');
  needFunction(onAttempt, 'onAttempt');
  const numbers = /** @type {{ [name in keyof typeof NUMBERS]: number }} */ ({});
  for (const [name, [usual, least, most]] of /** @type {[keyof typeof NUMBERS, number[]][]} */ (
    Object.entries(NUMBERS)
  )) {
    const { [name]: value = usual } = options;
    needNumber(value, name, least, most);
    numbers[name] = value;
  }
  need(Number.isInteger(numbers.maxRetries), 'maxRetries', 'It must be a whole number.');
  need(
    [undefined, 'omit', 'same-origin', 'include'].includes(credentials),
    'credentials',
    "It must be 'omit', 'same-origin' or 'include'.",
  );
  need(
    [instance.tokenHeader, VIEW_TOKEN_HEADER].includes(tokenHeader),
    'tokenHeader',
    `It must be '${instance.tokenHeader}' or '${VIEW_TOKEN_HEADER}'.`,
  );
  need(typeof allowKeyInBrowser === 'boolean', 'allowKeyInBrowser', 'It must be true or false.');
  return {
    ...numbers,
    // Any function; its responses are checked.
    fetch: /** @type {typeof globalThis.fetch | undefined} */ (fetch),
    headers: checkHeaders(instance, options.headers),
    credentials,
    tokenHeader,
    apiVersion,
    allowKeyInBrowser,
    onAttempt,
  };
}
