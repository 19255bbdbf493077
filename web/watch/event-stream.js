// Receives server-sent events in place of polling, from a server that sends them, such as the proxy. The client reads each event as the
// response of a request, so it is validated like any other response.
import { onAbort } from '../client/abort.js';
import { isStale } from '../module/policy.js';
import { EventParser } from './event-parser.js';
import { sleep } from './sleep.js';
import { now } from './timing.js';

/** A stream that is silent for longer counts as broken. The proxy sends a heartbeat every 15 s. */
const SILENCE_MS = 45_000;

/** After connections without an event, the wait before the next one is doubled at most this often. */
const MOST_DOUBLINGS = 5;

/** @typedef {typeof globalThis.fetch} Fetch */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').StreamOptions} StreamOptions */

/**
 * Whether a request may carry Last-Event-ID. From a page of another origin it would fail the preflight of a server that does not allow it.
 * @param {string} id @param {unknown} url
 */
function canSend(id, url) {
  const origin = globalThis.location?.origin;
  return /^[ -~]{1,1024}$/.test(id) && (!origin || new URL(String(url)).origin === origin);
}

/**
 * Yields events until the stream ends, is silent for too long, or the signal aborts.
 * @param {ReadableStreamDefaultReader<Uint8Array>} reader
 * @param {EventParser} parser
 * @param {AbortSignal} signal
 * @param {number} silenceMs
 */
async function* eventsOf(reader, parser, signal, silenceMs) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let stop = () => {};
  // Not every fetch observes its signal.
  const unlisten = onAbort(signal, () => stop());
  try {
    while (!signal.aborted) {
      /** @type {Promise<{ done: true, value?: undefined }>} */
      const end = new Promise((resolve) => {
        stop = () => resolve({ done: true });
        timer = setTimeout(stop, silenceMs);
      });
      const { done, value } = await Promise.race([reader.read(), end]);
      clearTimeout(timer);
      if (done) return;
      yield* parser.parse(value);
    }
  } finally {
    clearTimeout(timer);
    unlisten();
  }
}

/**
 * The event stream of one document. While it is connected, it is read all the time, and keeps only the newest status. So a slow caller of
 * next() skips older ones.
 */
export class DocumentStream {
  #context;
  #ids;
  #silenceMs;
  #limits;
  /** The server responded without a stream. */
  #isUnsupported = false;
  /** How many connections in a row had no event, the current one included. */
  #unused = 0;
  /** When to connect. */
  #connectAt = 0;
  #lastEventId = '';
  /** @type {number | undefined} */
  #retryMs;
  /** The data of the last status event. */
  #body = '';
  /** @type {AbortController | undefined} Of the connection. */
  #connection;
  /** @type {DocumentStatus | undefined} The newest status that next() has not returned. */
  #unread;
  /** @type {{ error: unknown } | undefined} A failure after it. */
  #failure;
  /** Ends the wait of next(). */
  #wake = () => {};

  /**
   * @param {import('./watch.js').WatchContext} context
   * @param {string} batchId
   * @param {string} documentId
   * @param {boolean | StreamOptions | undefined} options
   * @param {{ minIntervalMs: number, maxIntervalMs: number }} limits Of the wait between two connections.
   */
  constructor(context, batchId, documentId, options, limits) {
    const { silenceMs = SILENCE_MS } = /** @type {StreamOptions} */ (Object(options));
    this.#context = context;
    this.#ids = /** @type {const} */ ([batchId, documentId]);
    this.#silenceMs = silenceMs;
    this.#limits = limits;
  }

  /** Whether next() needs no delay: the server sends the next status by itself. */
  get isOpen() {
    return Boolean(this.#connection || this.#unread || this.#failure);
  }

  /**
   * Returns the newest status that was not returned before.
   * @param {AbortSignal} signal
   * @param {() => Promise<DocumentStatus>} poll Used when there is no stream.
   */
  async next(signal, poll) {
    const unlisten = onAbort(signal, () => this.close());
    try {
      while (this.#connection && !this.#unread && !this.#failure)
        await new Promise((resolve) => {
          this.#wake = () => resolve(undefined);
        });
      signal.throwIfAborted();
      const unread = this.#unread;
      const failure = this.#failure;
      this.#unread = undefined;
      if (unread) return unread;
      this.#failure = undefined;
      if (failure) throw failure.error;
      const ms = this.#connectAt - now();
      if (this.#isUnsupported || (this.#unused && ms > 0)) return await poll();
      if (ms > 0) await sleep(ms, signal);
      return await this.#request((fetch) => (url, init) => this.#connect(fetch, url, init), signal);
    } finally {
      unlisten();
    }
  }

  close() {
    this.#connection?.abort();
    this.#connection = undefined;
    this.#wake();
  }

  /** Sends a request with the fetch that `wrap` returns. @param {(fetch: Fetch) => Fetch} wrap @param {AbortSignal} signal */
  #request(wrap, signal) {
    return this.#context.getDocument(...this.#ids, { signal, wrap });
  }

  /**
   * Connects, and returns the first event. If there is none, requests the status without a stream.
   * @param {Fetch} fetch @param {Parameters<Fetch>[0]} url @param {RequestInit | undefined} init
   */
  async #connect(fetch, url, init) {
    const connection = new AbortController();
    const attempt = /** @type {AbortSignal} */ (init?.signal);
    const unlisten = onAbort(attempt, (reason) => connection.abort(reason));
    try {
      const headers = {
        .../** @type {Record<string, string>} */ (init?.headers),
        Accept: 'text/event-stream',
        ...(canSend(this.#lastEventId, url) && { 'Last-Event-ID': this.#lastEventId }),
      };
      const response = await fetch(url, { ...init, headers, signal: connection.signal });
      const { status, body } = response;
      if (status !== 204) {
        // An error response does not tell whether the server has streams.
        if (status !== 200) return response;
        if (!body || !/^text\/event-stream\b/i.test(response.headers.get('Content-Type') ?? '')) {
          this.#isUnsupported = true;
          return response;
        }
        const reader = body.getReader();
        this.#connection = connection;
        this.#unused++;
        const first = new Promise((/** @type {(reply?: Response) => void} */ resolve) => {
          this.#receive(connection, reader, resolve);
        });
        // After Last-Event-ID, a server may have nothing new to send, so the last event stands for the first.
        const reply = this.#body ? new Response(this.#body) : await first;
        if (reply) return reply;
      }
      attempt.throwIfAborted();
      return await fetch(url, init);
    } finally {
      unlisten();
    }
  }

  /**
   * Reads events until the connection ends.
   * @param {AbortController} connection
   * @param {ReadableStreamDefaultReader<Uint8Array>} reader
   * @param {(first?: Response) => void} resolve Receives the first event, unless an earlier connection had one.
   */
  async #receive(connection, reader, resolve) {
    const { signal } = connection;
    const parser = new EventParser(this.#lastEventId);
    let isFirst = !this.#body;
    try {
      for await (const { type, data } of eventsOf(reader, parser, signal, this.#silenceMs)) {
        const isFailure = type === 'failure';
        // Other events are not about the status.
        if (!isFailure && !['', 'message', 'status'].includes(type)) continue;
        const init = isFailure ? { status: JSON.parse(data).statusCode } : {};
        const readEvent = () => new Response(data, init);
        this.#unused = 0;
        if (!isFailure) this.#body = data;
        if (isFirst) resolve(readEvent());
        const isRead = isFirst || (await this.#keep(readEvent, signal));
        isFirst = false;
        // The next connection returns a status that could not be read, for lack of a token.
        if (!isRead && !isFailure) break;
      }
    } catch {
      // It broke.
    }
    reader.cancel().catch(() => {});
    this.#lastEventId = parser.lastEventId;
    this.#retryMs = parser.retryMs ?? this.#retryMs;
    const { minIntervalMs, maxIntervalMs } = this.#limits;
    const ms = this.#unused
      ? maxIntervalMs * 2 ** Math.min(this.#unused, MOST_DOUBLINGS)
      : Math.min(Math.max(this.#retryMs ?? 0, minIntervalMs), maxIntervalMs);
    // The random part spreads clients whose connections ended at the same time.
    this.#connectAt = now() + ms * (1 + Math.random());
    if (this.#connection === connection) this.close();
    resolve();
  }

  /**
   * Keeps the status or the failure for next(). A status that is older than an unread one is dropped.
   * @param {() => Response} readEvent Called again if the request is sent again, with another token.
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>} whether it is a status
   */
  async #keep(readEvent, signal) {
    try {
      const document = await this.#request(() => async () => readEvent(), signal);
      if (!this.#unread || !isStale(this.#context.instance(), this.#unread, document)) this.#unread = document;
      this.#failure = undefined;
      return true;
    } catch (error) {
      if (!signal.aborted) this.#failure = { error };
      return false;
    } finally {
      this.#wake();
    }
  }
}
