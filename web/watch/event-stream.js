// Watching by server-sent events instead of polling, from a server that sends them, as the proxy does. Each event is handed to the client
// as the reply of a request, so that it is checked like any. Loaded when the first stream is watched, or by importing it before.

/** A stream that says nothing at all for longer is dead: the proxy's heart beats every 15 s. */
const SILENCE_MS = 45_000;

/** Of one event; a reply may have as much. */
const EVENT_MAX = 1 << 20;

/** A stream that broke so often is not tried again. */
const MOST_BREAKS = 2;

/** @typedef {typeof globalThis.fetch} Fetch */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').StreamOptions} StreamOptions */

/** @param {string} event @returns {Response | undefined} Nothing for what carries no data, like a heartbeat. */
function replyOf(event) {
  const data = [];
  for (const line of event.split(/\r\n|\r|\n/)) if (line.startsWith('data:')) data.push(line.slice(5));
  if (!data.length) return undefined;
  const body = data.join('\n');
  if (!/^event: ?failure\r?$/m.test(event)) return new Response(body);
  const { statusCode } = JSON.parse(body);
  return new Response(body, { status: statusCode });
}

/** The statuses of one document, as they come. */
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
   * @param {(wrap: (fetch: Fetch) => Fetch, signal: AbortSignal) => Promise<DocumentStatus>} request One, by the fetch that wrap makes.
   * @param {boolean | StreamOptions} [options]
   */
  constructor(request, options) {
    const { silenceMs = SILENCE_MS } = /** @type {StreamOptions} */ (Object(options));
    this.#request = request;
    this.#silenceMs = silenceMs;
  }

  /** Whether the next status will come by itself. */
  get isOpen() {
    return this.#reader !== undefined;
  }

  /**
   * @param {AbortSignal} signal
   * @param {() => Promise<DocumentStatus>} poll What is done where there is no stream to be had.
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
    // Not every fetch heeds its signal.
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
        // Whoever answers with a status has no streams; an error says nothing about that.
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
   * The next event; nothing where the stream broke or the signal aborted.
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
          if (event.length > EVENT_MAX) break;
          const reply = replyOf(event);
          if (reply) return reply;
          continue;
        }
        const reader = this.#reader;
        if (!reader || this.#text.length > EVENT_MAX) break;
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
