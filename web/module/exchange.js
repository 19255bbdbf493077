// One request in flight: the JavaScript half of emscripten_fetch. It ends exactly once: with a response, a failure, a timeout or a
// cancellation, whatever fetch, the network and the caller do.
import { causesOf, connectionError } from './errors.js';
import {
  ERROR_BODY_SIZE,
  ERROR_FETCH_RESPONSE,
  ERROR_GLOBAL,
  ERROR_REDIRECT,
  ERROR_TIMEOUT,
  MAX_BODY_SIZE,
} from './generated/tables.js';
import { inPage, noStore, unusedProxy } from './platform.js';

/**
 * @typedef {object} Received What the module reads of a response.
 * @property {Uint8Array[]} [chunks] The body.
 * @property {number} [size] Bytes of the body.
 * @property {string} [head] The values of the headers that the module reads, each followed by a line feed.
 */

/**
 * @typedef {object} Owner The instance of the module that started the request.
 * @property {string[]} responseHeaders The names of the headers that the module reads.
 * @property {(exchange: Exchange, failure: number, received: Received) => void} settle
 * @property {(exchange: Exchange) => void} cancel
 */

/**
 * Node's HTTP parser keeps received data, signatures included, in its errors. Deletes it.
 * @param {any} error
 */
function deleteReceivedData(error) {
  for (const each of causesOf(error))
    if (String(each.code).startsWith('HPE_'))
      for (const name of ['data', 'rawPacket']) Reflect.deleteProperty(each, name);
  return error;
}

/** Cancels the body of a response, or its reader. A test double may lack the method. @param {any} source */
export async function cancel(source) {
  try {
    await source.cancel();
  } catch {
    // There is nothing to cancel.
  }
}

export class Exchange {
  /** The address of the emscripten_fetch_t. */
  fetch = 0;
  isOver = false;
  /** The status of the response, also if its body never arrives whole. 0 without a response. */
  status = 0;
  /** @type {unknown} Why the connection failed. */
  cause = undefined;
  /** A member that the response of the caller's fetch lacks. @type {string | undefined} */
  member = undefined;
  /** A sentence to add to the hint for a connection that failed. @type {string | undefined} */
  advice = undefined;
  #controller = new AbortController();
  /** @type {ReadableStreamDefaultReader<Uint8Array> | undefined} */
  #reader;

  /**
   * @param {Owner} owner
   * @param {import('./instance.js').Attempt} attempt
   * @param {number} token Identifies the request to the module.
   */
  constructor(owner, attempt, token) {
    this.owner = owner;
    this.attempt = attempt;
    this.token = token;
    this.timer = setTimeout(() => this.#end(ERROR_TIMEOUT), attempt.timeoutMs);
  }

  /**
   * Releases the timer and the connection. False if that was done before.
   * @param {boolean} [isComplete] The whole response was read, so there is nothing to abort.
   */
  release(isComplete) {
    if (this.isOver) return false;
    this.isOver = true;
    clearTimeout(this.timer);
    if (isComplete) return true;
    this.#controller.abort();
    cancel(this.#reader);
    return true;
  }

  /** Ends the request without an outcome. */
  cancel() {
    if (this.release()) this.owner.cancel(this);
  }

  /** @param {string} url */
  async run(url) {
    let response;
    try {
      // Waits for a microtask: the caller's fetch may throw, abort or close the client synchronously, and only after this turn can the request
      // be cancelled.
      await undefined;
      if (this.isOver) return;
      const { fetch = globalThis.fetch, headers, cookies, tokenHeader } = this.attempt;
      if (!fetch) return this.#lacks('fetch', ERROR_GLOBAL);
      // A page sends a token to a proxy, and the proxy says what may be cached. With `no-store`, browsers would not cache the preflight
      // response of another origin either and would send a preflight before each request.
      const cache = inPage() && tokenHeader in headers ? {} : noStore();
      const { signal } = this.#controller;
      response = await fetch(url, {
        headers,
        redirect: 'manual',
        ...cache,
        // workerd refuses the member.
        ...(cookies && { credentials: cookies }),
        signal,
      });
      // Not every fetch observes its signal.
      if (this.isOver) return cancel(response?.body);
      if (response?.body?.getReader) this.#reader = response.body.getReader();
      if (response?.redirected || response?.type === 'opaqueredirect') return this.#end(ERROR_REDIRECT);
      const status = response?.status;
      if (typeof status !== 'number') return this.#lacks('status');
      // workerd passes on what a server sends.
      if (!(status >= 100 && status <= 999)) throw new TypeError('The status is invalid.');
      this.status = status;
      await this.#read(response);
    } catch (error) {
      this.cause = deleteReceivedData(error);
      if (!response && !this.attempt.fetch) this.advice = unusedProxy();
      this.#end(connectionError(error));
    }
  }

  /**
   * Reads a Response, or an object with some of its members: test doubles and node-fetch return these.
   * @param {globalThis.Response} response
   */
  async #read(response) {
    let { headers, body } = response;
    // A plain object or a Map.
    if (!headers?.get || headers instanceof Map) headers = new Headers(headers);
    let head = '';
    for (const name of this.owner.responseHeaders) {
      const value = headers.get(name);
      head += `${value && !/[\r\n]/.test(value) ? value : ''}\n`;
    }
    /** @type {Uint8Array[]} */
    const chunks = [];
    let size = 0;
    while (this.#reader && size <= MAX_BODY_SIZE) {
      const { done, value } = await this.#reader.read();
      if (done) break;
      if (!ArrayBuffer.isView(value)) return this.#lacks('body');
      chunks.push(value);
      size += value.byteLength;
    }
    if (!this.#reader && body !== null) {
      const whole = response.arrayBuffer
        ? await response.arrayBuffer()
        : response.text && new TextEncoder().encode(await response.text());
      if (!whole) return this.#lacks('body');
      chunks.push(new Uint8Array(whole));
      size = whole.byteLength;
    }
    if (size > MAX_BODY_SIZE) return this.#end(ERROR_BODY_SIZE);
    this.#end(0, { chunks, size, head });
  }

  /** By default: the caller's fetch returned something that is not a response. @param {string} member @param {number} [failure] */
  #lacks(member, failure = ERROR_FETCH_RESPONSE) {
    this.member = member;
    this.#end(failure);
  }

  /** @param {number} failure @param {Received} [received] */
  #end(failure, received = {}) {
    if (this.release(failure === 0)) this.owner.settle(this, failure, received);
  }
}
