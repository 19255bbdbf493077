// Shared by the cases: ids and secrets, hand-made responses, a scripted `fetch`, and the checks that hold for
// every error.

import * as assert from './assert.js';

/**
 * The tools that a case receives.
 * @typedef {object} Tools
 * @property {(options: any) => Promise<any>} createClient
 * @property {any} DocumentTranslationError
 * @property {(url: any) => Promise<any>} parseOperationLocation
 * @property {(status: any) => boolean} isTerminal
 * @property {typeof assert} assert
 * @property {import('./control.js').Service} service the service over real HTTP
 * @property {Runtime} runtime
 */

/**
 * The properties of the runtime that cases depend on.
 * @typedef {object} Runtime
 * @property {boolean} isPage there is a window
 * @property {boolean} isBrowser a page, or a worker of one: CORS holds, and what can be seen of a reply is limited
 * @property {boolean} isWorkerd workerd: a promise belongs to a request, and may never settle once that has ended
 * @property {boolean} namesConnectionErrors `fetch` rejects with an error that has a code where a connection fails: Node and Bun
 * @property {boolean} hasCacheOption `fetch` supports the option `cache`
 */

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {(runtime: Runtime) => boolean} [when] default: everywhere
 * @property {(tools: Tools) => Promise<void> | void} run
 */

/** @typedef {{ url: string, method: string, headers: Headers, init: any, signal: AbortSignal | undefined }} SentRequest */
/** @typedef {(request: SentRequest, index: number) => any} Answer */
/** @typedef {((input: any, init?: any) => any) & { requests: SentRequest[] }} Stub */

export const ENDPOINT = 'https://my-resource.cognitiveservices.azure.com';
export const BATCH = '727bf148-f327-47a0-9481-abae6362f11e';
export const DOCUMENT = '0007aadd-0000-0000-0000-000000000000';

/** Must not appear in a message, a stack or a log. */
export const KEY = 'k3y-5ecret-0123456789abcdef';
export const TOKEN = 'eyJ0b2tlbiI6InNlY3JldCJ9.t0ken-5ecret';
export const SIGNATURE = 'S1gn4ture5ecret%2Babc%3D';
const SECRETS = [KEY, TOKEN, SIGNATURE];

const KINDS = ['invalid-argument', 'network', 'timeout', 'service', 'invalid-response', 'module'];

/** A reply about a document that has started. */
export const REQUIRED = Object.freeze({
  createdDateTimeUtc: '2021-03-23T09:27:17.7432343Z',
  lastActionDateTimeUtc: '2021-03-23T09:28:01.12345Z',
  status: 'Running',
  to: 'fr',
  id: DOCUMENT,
});

/** A response with a storage URL, whose signature must not get into an error. */
export const COMPLETE = Object.freeze({
  path: `https://contracts.blob.core.windows.net:443/target/contract.docx?sv=2021&sig=${SIGNATURE}`,
  ...REQUIRED,
  progress: 0.5,
});

/** The members without which a response is rejected. */
export const NEEDED = Object.freeze(['lastActionDateTimeUtc', 'status', 'id']);

/** The document's id in the URL of a request. @param {unknown} url */
export const documentIn = (url) => /\/documents\/([^?]*)/.exec(String(url))?.[1] ?? '';

/**
 * A reply; an object is sent as JSON, text and bytes as they are.
 * @param {unknown} body
 * @param {{ status?: number, headers?: Record<string, string> }} [init]
 */
export function reply(body = REQUIRED, init = {}) {
  const raw = typeof body === 'string' || body === null || body instanceof Uint8Array || body instanceof ReadableStream;
  return new Response(/** @type {any} */ (raw ? body : JSON.stringify(body)), init);
}

/** @param {number} status @param {unknown} [body] @param {Record<string, string>} [headers] */
export const errorReply = (status, body = '', headers) => reply(body, { status, headers });

/**
 * A body that arrives in the given pieces; a function is called when its turn comes.
 * @param {(Uint8Array | (() => unknown))[]} pieces
 * @param {{ onCancel?: (reason: unknown) => void }} [options]
 */
export function streamOf(pieces, { onCancel } = {}) {
  let next = 0;
  return new ReadableStream({
    async pull(controller) {
      const piece = pieces[next++];
      if (piece === undefined) controller.close();
      else if (piece instanceof Uint8Array) controller.enqueue(piece);
      else await piece();
    },
    cancel: onCancel,
  });
}

export const bytesOf = (/** @type {string} */ text) => new TextEncoder().encode(text);

/**
 * A `fetch` that resolves with the given answers in order, and repeats the last one. It records the requests. An answer
 * is a Response, a function that gets the request, or any other value.
 * @param {...(Answer | unknown)} answers
 * @returns {Stub}
 */
export function stub(...answers) {
  /** @type {SentRequest[]} */
  const requests = [];
  const fetch = async (/** @type {any} */ input, /** @type {any} */ init) => {
    const request = {
      url: typeof input === 'string' ? input : (input.url ?? String(input)),
      method: init?.method ?? input.method ?? 'GET',
      headers: new Headers(init?.headers ?? input.headers),
      init,
      signal: init?.signal ?? input.signal ?? undefined,
    };
    const answer = answers[Math.min(requests.push(request), answers.length) - 1];
    return typeof answer === 'function' ? answer(request, requests.length - 1) : answer;
  };
  return Object.assign(fetch, { requests });
}

/** A response that never arrives; an abort rejects it. @type {Answer} */
export const silence = ({ signal }) =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
  });

/**
 * A client on a stub, by default with a key and without retries.
 * @param {Tools} t
 * @param {unknown} fetch
 * @param {Record<string, unknown>} [options]
 */
export const clientOn = (t, fetch, options = {}) =>
  t.createClient({
    endpoint: ENDPOINT,
    credential: { key: KEY },
    allowKeyInBrowser: true,
    maxRetries: 0,
    fetch,
    ...options,
  });

/**
 * Asks once, with a client made for it.
 * @param {Tools} t
 * @param {unknown} fetch
 * @param {Record<string, unknown>} [options]
 * @param {{ batch?: any, document?: any, call?: any }} [what]
 */
export async function ask(t, fetch, options, { batch = BATCH, document = DOCUMENT, call } = {}) {
  const client = await clientOn(t, fetch, options);
  try {
    return await client.getDocumentStatus(batch, document, call);
  } finally {
    client.close();
  }
}

/**
 * Asserts that a promise rejects with a DocumentTranslationError that has these members (a RegExp must match), and that
 * the error meets the requirements of every error.
 * @param {Tools} t
 * @param {Promise<unknown>} promise
 * @param {Record<string, unknown>} [expected] `undefined`: the member must be absent or undefined
 * @returns {Promise<any>} the error
 */
export async function fails(t, promise, expected = {}) {
  const error = await assert.rejects(promise);
  assert.ok(error instanceof t.DocumentTranslationError, `${assert.show(error)} should be a DocumentTranslationError`);
  assert.ok(error instanceof Error, 'It should be an Error');
  assert.equal(error.name, 'DocumentTranslationError', 'name');
  assert.ok(KINDS.includes(error.kind), `kind is ${assert.show(error.kind)}`);
  assert.ok(typeof error.code === 'string' && error.code !== '', `code is ${assert.show(error.code)}`);
  assert.ok(typeof error.retryable === 'boolean', `retryable is ${assert.show(error.retryable)}`);
  assert.ok(typeof error.hint === 'string', `hint is ${assert.show(error.hint)}`);
  assert.ok(typeof error.message === 'string' && error.message !== '', `message is ${assert.show(error.message)}`);
  assert.ok(error.message.endsWith(error.hint), `${assert.show(error.message)} should end with the hint`);
  assert.ok(error.message.length <= 8192, `The message has ${error.message.length} characters`);
  for (const [name, value] of Object.entries(expected)) {
    if (value instanceof RegExp) assert.match(error[name], value, name);
    else assert.deepEqual(error[name], value, name);
  }
  keepsSecrets(error);
  return error;
}

/** @param {any} error */
export function keepsSecrets(error) {
  const seen = [error.message, String(error), String(error.stack), JSON.stringify(error) ?? ''];
  for (const name of Object.getOwnPropertyNames(error)) {
    if (name !== 'cause')
      seen.push(typeof error[name] === 'string' ? error[name] : (JSON.stringify(error[name]) ?? ''));
  }
  for (let cause = error.cause, depth = 0; cause && depth < 5; cause = cause.cause, depth++) {
    seen.push(String(cause), String(cause.stack));
  }
  for (const secret of SECRETS) {
    assert.ok(!seen.some((text) => text.includes(secret)), `The error ${error.code} tells a secret`);
  }
}

/** The headers of a request, without the client request id. @param {SentRequest} request */
export function headersOf({ headers }) {
  const { 'x-ms-client-request-id': _, ...others } = Object.fromEntries(headers);
  return others;
}

/** A promise and its ends. @template T @returns {{ promise: Promise<T>, resolve: (value: T) => void, reject: (reason: unknown) => void }} */
export function deferred() {
  /** @type {any} */
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}
