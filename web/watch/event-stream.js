// Receives server-sent events in place of polling, from a server that sends them, such as the proxy. The client reads each event as the
// response of a request, so it is validated like any other response. Loaded when the first watch uses a stream.
import { MAX_BODY_SIZE } from '../module/generated/tables.js';

/** A stream that is silent for longer counts as broken. The proxy sends a heartbeat every 15 s. */
const SILENCE_MS = 45_000;

/** After this many breaks, the watch polls. */
const MOST_BREAKS = 2;

/** @typedef {typeof globalThis.fetch} Fetch */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').StreamOptions} StreamOptions */

/** @param {string} event @returns {Response | undefined} undefined for an event without data, such as a heartbeat */
function replyOf(event) {
  const data = [];
  for (const line of event.split(/\r\n|\r|\n/)) if (line.startsWith('data:')) data.push(line.slice(5));
  if (!data.length) return undefined;
  const body = data.join('\n');
  if (!/^event: ?failure\r?$/m.test(event)) return new Response(body);
  const { statusCode } = JSON.parse(body);
  return new Response(body, { status: statusCode });
}

/** The event stream of one document. */
export class DocumentStream {
  #request;
  #silenceMs;
  #breaks = 0;
  #text = '';
  #decoder = new TextDecoder('utf-8', { fatal: true });
  /** @type {AbortController | undefined} Of the connection. */
  #connection;
  /** @type {ReadableStreamDefaultReader<Uint8Array> | undefined} */
  #reader;

  /**
   * @param {(wrap: (fetch: Fetch) => Fetch, signal: AbortSignal) => Promise<DocumentStatus>} request Sends a request with the fetch that
   *   `wrap` returns.
   * @param {boolean | StreamOptions} [options]
   */
  constructor(request, options) {
    const { silenceMs = SILENCE_MS } = /** @type {StreamOptions} */ (Object(options));
    this.#request = request;
    this.#silenceMs = silenceMs;
  }

  /** Whether the server will send the next status. */
  get isOpen() {
    return this.#reader !== undefined;
  }

  /**
   * @param {AbortSignal} signal
   * @param {() => Promise<DocumentStatus>} poll Used when there is no stream.
   */
  async next(signal, poll) {
    if (this.#reader) {
      const reply = await this.#read(signal);
      if (reply) return this.#request(() => async () => reply, signal);
      signal.throwIfAborted();
    }
    if (this.#breaks >= MOST_BREAKS) return poll();
    const wrap = (/** @type {Fetch} */ fetch) => async (/** @type {any} */ url, /** @type {any} */ init) => {
      const reply = await this.#open(fetch, url, init);
      if (reply) return reply;
      throw new TypeError('The event stream ended early.');
    };
    return this.#request(wrap, signal);
  }

  close() {
    this.#connection?.abort();
    this.#connection = undefined;
    // Not every fetch observes its signal.
    this.#reader?.cancel().catch(() => {});
    this.#reader = undefined;
    this.#text = '';
  }

  /**
   * Connects, and waits for the first event.
   * @param {Fetch} fetch @param {Parameters<Fetch>[0]} url @param {RequestInit | undefined} init
   */
  async #open(fetch, url, init) {
    const connection = new AbortController();
    const headers = { .../** @type {Record<string, string>} */ (init?.headers), Accept: 'text/event-stream' };
    const attempt = /** @type {AbortSignal} */ (init?.signal);
    const onAbort = () => connection.abort(attempt.reason);
    attempt.addEventListener('abort', onAbort);
    try {
      const response = await fetch(url, { ...init, headers, signal: connection.signal });
      if (!/^text\/event-stream\b/i.test(response.headers.get('Content-Type') ?? '') || !response.body) {
        // A server that responds with a status has no streams. An error response tells nothing about that.
        if (response.status === 200) this.#breaks = MOST_BREAKS;
        return response;
      }
      this.#connection = connection;
      this.#decoder = new TextDecoder('utf-8', { fatal: true });
      this.#reader = response.body.getReader();
      return await this.#read(attempt);
    } finally {
      attempt.removeEventListener('abort', onAbort);
    }
  }

  /**
   * Returns the next event, or undefined if the stream broke or the signal aborted.
   * @param {AbortSignal} signal
   * @returns {Promise<Response | undefined>}
   */
  async #read(signal) {
    const onAbort = () => this.close();
    signal.addEventListener('abort', onAbort);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    try {
      for (;;) {
        const end = /\r\n\r\n|\n\n|\r\r/.exec(this.#text);
        if (end) {
          const event = this.#text.slice(0, end.index);
          this.#text = this.#text.slice(end.index + end[0].length);
          if (event.length > MAX_BODY_SIZE) break;
          const reply = replyOf(event);
          if (reply) return reply;
          continue;
        }
        const reader = this.#reader;
        if (!reader || this.#text.length > MAX_BODY_SIZE) break;
        /** @type {Promise<{ done: true, value?: undefined }>} */
        const silence = new Promise((resolve) => {
          timer = setTimeout(() => resolve({ done: true }), this.#silenceMs);
        });
        const { done, value } = await Promise.race([reader.read(), silence]);
        clearTimeout(timer);
        if (done) break;
        this.#text += this.#decoder.decode(value, { stream: true });
      }
    } catch {
      // It broke.
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
    if (!signal.aborted) this.#breaks++;
    this.close();
    return undefined;
  }
}
