// Puts one fault to a client and tells what came of it, wherever JavaScript runs: the outcome, what it told that it must not, and
// what it left open. Nothing here needs anything but web platform globals and what it is given.
import { BATCH, KEY, REQUIRED, SIGNATURE, TOKEN } from '../contract/kit.js';

/**
 * What is to be asked, as JSON carries it.
 * @typedef {object} Question
 * @property {string} name
 * @property {'key' | 'token'} credential
 * @property {string} endpoint
 * @property {Record<string, any>} options
 * @property {any} document
 * @property {number} calls
 * @property {{ how: 'abort' | 'close', afterMs: number }} [end] what the caller does while it waits; after 0 ms: before it asks
 */

/**
 * @typedef {object} Finding
 * @property {string} name
 * @property {string} outcome 'value', 'aborted', kind/code, or what is wrong with it in words
 * @property {Record<string, unknown>} error members of the error
 * @property {string[]} told secrets that came out
 * @property {string[]} kept secrets that the module's memory has after the call
 * @property {number} listeners left on the caller's signal
 * @property {number} timers left
 * @property {number} ms
 */

/** The reason of the caller's aborts. */
const ENOUGH = 'enough';

/** What stands for undefined in JSON. */
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
/** The credential that a question is asked with. @param {Question} question @returns {Record<string, string>} */
export const proofOf = ({ credential }) => ({ [credential]: CREDENTIALS[credential] });

/** So many characters of a secret in a row tell it. */
const TELLING = 12;

/**
 * The secrets that a text tells, whole or in part.
 * @param {string} text
 * @param {Record<string, string>} secrets
 */
export const secretsIn = (text, secrets) =>
  Object.entries(secrets).flatMap(([name, secret]) => {
    for (let at = 0; at + TELLING <= secret.length; at++)
      if (text.includes(secret.slice(at, at + TELLING))) return [name];
    return [];
  });

/** What comes out as JSON; nothing, where a runtime's own error has circles. @param {unknown} value */
function asJson(value) {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}

/** All the text that can be got out of an error. @param {any} error @param {(value: unknown) => string} inspect */
export function textOf(error, inspect) {
  const texts = [JSON.stringify(error) ?? ''];
  for (let at = error, depth = 0; at && depth < 6; at = at.cause, depth++) {
    texts.push(inspect(at), String(at), String(at.stack));
    for (const name of Object.getOwnPropertyNames(Object(at))) texts.push(name, asJson(at[name]), String(at[name]));
    texts.push(...(at.errors ?? []).map(String));
  }
  return texts.join('\n');
}

/** The timers that are set and neither cleared nor over, from now on. @returns {() => number} */
export function countTimers() {
  const { setTimeout, clearTimeout } = globalThis;
  const live = new Set();
  // Node's fetch has a timer of its own for all requests.
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

/** A signal that says how many listen to it. */
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

/** @param {any} value the good reply, and nothing else */
const isRight = (value) =>
  Object.entries({ ...REQUIRED, progress: 0.5 }).every(([name, member]) => value?.[name] === member) &&
  value.path.endsWith(SIGNATURE);

/**
 * @param {{ createClient: any, DocumentTranslationError: any }} product
 * @param {Question} question
 * @param {{ inspect?: (value: unknown) => string, timers?: () => number, now?: () => number, memories?: () => string }} [tools] memories: all bytes
 *   of all modules, as characters
 * @returns {Promise<Finding>}
 */
export async function probe(product, question, tools = {}) {
  const { inspect = String, timers = () => 0, now = Date.now, memories = () => '' } = tools;
  const { name, endpoint, options, document, calls, end } = restore(question);
  const proof = proofOf(question);
  const { controller, signal, listeners } = countedSignal();
  /** @type {Finding} */
  const finding = { name, outcome: '', error: {}, told: [], kept: [], listeners: 0, timers: 0, ms: 0 };
  const before = timers();
  const started = now();
  /** @type {any} */
  let client;
  try {
    client = await product.createClient({
      endpoint,
      credential: proof,
      allowKeyInBrowser: true,
      maxRetries: 0,
      timeoutMs: 20_000,
      ...options,
    });
    const give = () => (end.how === 'abort' ? controller.abort(ENOUGH) : client.close());
    if (end?.afterMs === 0) give();
    else if (end) setTimeout(give, end.afterMs);
    let value;
    for (let call = 0; call < calls; call++) value = await client.getDocumentStatus(BATCH, document, { signal });
    finding.outcome = isRight(value) ? 'value' : `a wrong value: ${JSON.stringify(value)}`;
  } catch (thrown) {
    const error = /** @type {any} */ (thrown);
    if (error instanceof product.DocumentTranslationError) {
      finding.outcome = `${error.kind}/${error.code}`;
      for (const member of ['statusCode', 'retryable', 'retryAfterMs']) finding.error[member] = error[member];
      if (error.message.length > 8192) finding.outcome = `a message of ${error.message.length} characters`;
    } else finding.outcome = error === ENOUGH ? 'aborted' : `no error of ours: ${error}`;
    finding.told = secretsIn(textOf(error, inspect), { ...SIGNATURES, ...proof });
  }
  finding.ms = Math.round(now() - started);
  finding.kept = secretsIn(memories(), { ...SIGNATURES, ...proof });
  finding.listeners = listeners();
  finding.timers = timers() - before;
  client?.close();
  return finding;
}
