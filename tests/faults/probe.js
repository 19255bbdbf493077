// Runs one fault with a client and reports the outcome, the secrets that it revealed, and what it left open. It runs in every runtime: it uses only web
// platform globals and its arguments.
import { BATCH, KEY, REQUIRED, SIGNATURE, TOKEN } from '../contract/kit.js';

/**
 * The call to make, as JSON.
 * @typedef {object} Call
 * @property {string} name
 * @property {'key' | 'token'} credential
 * @property {string} endpoint
 * @property {Record<string, any>} options
 * @property {any} document
 * @property {{ how: 'abort' | 'close', afterMs: number }} [end] what the caller does during the call, or before it if `afterMs` is 0
 */

/**
 * @typedef {object} Finding
 * @property {string} name
 * @property {string} outcome 'value', 'aborted', kind/code, or a description of a wrong outcome
 * @property {Record<string, unknown>} error members of the error
 * @property {string[]} leaked secrets in the error
 * @property {string[]} inMemory secrets in the module's memory after the call
 * @property {number} listeners left on the caller's signal
 * @property {number} timers left
 * @property {number} ms
 */

/** The reason of the caller's aborts. */
const ABORT_REASON = 'enough';

/** Replaces undefined in JSON. */
const UNDEFINED = '$undefined';

/** @param {unknown} value */
export const pack = (value) => JSON.stringify(value, (_, part) => (part === undefined ? UNDEFINED : part));

/** @param {any} value @returns {any} */
export function restore(value) {
  if (value === UNDEFINED) return undefined;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, restore(part)]));
}

export const SIGNATURES = { signature: SIGNATURE, 'signature, decoded': decodeURIComponent(SIGNATURE) };
const CREDENTIALS = { key: KEY, token: TOKEN };
/** The credential of a call. @param {Call} call @returns {Record<string, string>} */
export const credentialFor = ({ credential }) => ({ [credential]: CREDENTIALS[credential] });

/** A part of a secret of this length counts as a leak. */
const MIN_LEAK = 12;

/**
 * The names of the secrets that a text contains, completely or in part.
 * @param {string} text
 * @param {Record<string, string>} secrets
 */
export const secretsIn = (text, secrets) =>
  Object.entries(secrets).flatMap(([name, secret]) => {
    for (let at = 0; at + MIN_LEAK <= secret.length; at++)
      if (text.includes(secret.slice(at, at + MIN_LEAK))) return [name];
    return [];
  });

/** The value as JSON, or '' if an error of the runtime has circular references. @param {unknown} value */
function asJson(value) {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}

/** All text that a program can get from an error. @param {any} error @param {(value: unknown) => string} inspect */
export function textOf(error, inspect) {
  const texts = [JSON.stringify(error) ?? ''];
  for (let at = error, depth = 0; at && depth < 6; at = at.cause, depth++) {
    texts.push(inspect(at), String(at), String(at.stack));
    for (const name of Object.getOwnPropertyNames(Object(at))) texts.push(name, asJson(at[name]), String(at[name]));
    texts.push(...(at.errors ?? []).map(String));
  }
  return texts.join('\n');
}

/** Counts the pending timers that are set from now on. @returns {() => number} */
export function countTimers() {
  const { setTimeout, clearTimeout } = globalThis;
  const live = new Set();
  // Node's fetch has its own timer for all requests.
  const isOurs = () => !new Error().stack?.includes('node:internal/deps/undici');
  globalThis.setTimeout = /** @type {any} */ (
    (/** @type {any} */ run, /** @type {any} */ ms, /** @type {any[]} */ ...args) => {
      const timer = setTimeout(() => {
        live.delete(timer);
        run(...args);
      }, ms);
      if (isOurs()) live.add(timer);
      return timer;
    }
  );
  globalThis.clearTimeout = (timer) => {
    live.delete(timer);
    clearTimeout(timer);
  };
  return () => live.size;
}

/** A signal that counts its listeners. */
function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const listening = new Set();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (/** @type {any} */ type, /** @type {any} */ listener, /** @type {any} */ ...rest) => {
    listening.add(listener);
    addEventListener.call(signal, type, listener, ...rest);
  };
  signal.removeEventListener = (/** @type {any} */ type, /** @type {any} */ listener, /** @type {any} */ ...rest) => {
    listening.delete(listener);
    removeEventListener.call(signal, type, listener, ...rest);
  };
  return { controller, signal, listeners: () => listening.size };
}

/** Whether a value is that of the valid response. @param {any} value */
const isCorrect = (value) =>
  Object.entries({ ...REQUIRED, progress: 0.5 }).every(([name, member]) => value?.[name] === member) &&
  value.path.endsWith(SIGNATURE);

/**
 * @param {{ createClient: any, DocumentTranslationError: any }} product
 * @param {Call} call
 * @param {{ inspect?: (value: unknown) => string, timers?: () => number, now?: () => number, memories?: () => string }} [tools] memories: all bytes
 *   of all modules, as characters
 * @returns {Promise<Finding>}
 */
export async function probe(product, call, tools = {}) {
  const { inspect = String, timers = () => 0, now = Date.now, memories = () => '' } = tools;
  const { name, endpoint, options, document, end } = restore(call);
  const credential = credentialFor(call);
  const { controller, signal, listeners } = countedSignal();
  /** @type {Finding} */
  const finding = { name, outcome: '', error: {}, leaked: [], inMemory: [], listeners: 0, timers: 0, ms: 0 };
  const before = timers();
  const started = now();
  /** @type {any} */
  let client;
  try {
    client = await product.createClient({
      endpoint,
      credential,
      allowKeyInBrowser: true,
      maxRetries: 0,
      timeoutMs: 20_000,
      ...options,
    });
    const giveUp = () => (end.how === 'abort' ? controller.abort(ABORT_REASON) : client.close());
    if (end?.afterMs === 0) giveUp();
    else if (end) setTimeout(giveUp, end.afterMs);
    const value = await client.getDocumentStatus(BATCH, document, { signal });
    finding.outcome = isCorrect(value) ? 'value' : `a wrong value: ${JSON.stringify(value)}`;
  } catch (thrown) {
    const error = /** @type {any} */ (thrown);
    if (error instanceof product.DocumentTranslationError) {
      finding.outcome = `${error.kind}/${error.code}`;
      for (const member of ['statusCode', 'retryable', 'retryAfterMs']) finding.error[member] = error[member];
      if (error.message.length > 8192) finding.outcome = `a message of ${error.message.length} characters`;
    } else finding.outcome = error === ABORT_REASON ? 'aborted' : `an error of another class: ${error}`;
    finding.leaked = secretsIn(textOf(error, inspect), { ...SIGNATURES, ...credential });
  }
  finding.ms = Math.round(now() - started);
  finding.inMemory = secretsIn(memories(), { ...SIGNATURES, ...credential });
  finding.listeners = listeners();
  finding.timers = timers() - before;
  client?.close();
  return finding;
}
