// The simulator as a function that is called like fetch. It opens no socket, so that it works with fake timers, in jsdom and in workerd.

import { DecompressionStream, ReadableStream } from 'node:stream/web';

/** Statuses of responses that have no body. */
const BODILESS = [204, 205, 304];

/** @param {string} code */
const failure = (code) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

/** The entries of headers of any form. @param {any} headers @returns {[string, string][]} */
const entriesOf = (headers = {}) => (Symbol.iterator in headers ? [...headers] : Object.entries(headers));

/** The members of Node's ServerResponse that the simulator uses. */
class MemoryResponse {
  headersSent = false;
  destroyed = false;
  writableFinished = false;
  writableNeedDrain = false;
  /** @type {[string, string][]} */
  #headers = [];
  /** @type {(() => void)[]} */
  #onClose = [];
  /** @type {import('node:stream/web').ReadableStreamDefaultController | undefined} */
  #controller;

  /** @param {(response: Response) => void} resolve @param {(reason: unknown) => void} reject */
  constructor(resolve, reject) {
    this.resolve = resolve;
    this.reject = reject;
  }

  /** @param {string} name @param {string} value */
  setHeader(name, value) {
    this.#headers.push([name, value]);
  }

  /** @param {number} status @param {Record<string, unknown>} [headers] */
  writeHead(status, headers = {}) {
    const given = Object.entries(headers).flatMap(([name, value]) =>
      [value].flat().map((each) => [name, String(each)]),
    );
    const all = /** @type {[string, string][]} */ ([...this.#headers, ...given]);
    const headerOf = (/** @type {string} */ name) =>
      all.flatMap(([each, value]) => (each.toLowerCase() === name.toLowerCase() ? value : [])).join(', ') || null;
    /** @type {any} */
    const raw = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => this.destroy(),
    });
    const stream = headerOf('content-encoding') === 'gzip' ? raw.pipeThrough(new DecompressionStream('gzip')) : raw;
    const body = BODILESS.includes(status) ? null : stream;
    this.headersSent = true;
    try {
      this.resolve(
        globalThis.Response
          ? new Response(body, { status, headers: all })
          : /** @type {any} */ ({ status, ok: status >= 200 && status < 300, headers: { get: headerOf }, body }),
      );
    } catch (cause) {
      this.reject(new TypeError('fetch failed', { cause }));
    }
    return this;
  }

  flushHeaders() {}

  /** @param {Uint8Array | string} chunk @param {() => void} [written] */
  write(chunk, written) {
    if (!this.destroyed && chunk.length) this.#controller?.enqueue(new Uint8Array(Buffer.from(chunk)));
    if (written) queueMicrotask(written);
    return true;
  }

  /** @param {Uint8Array | string} [chunk] */
  end(chunk = '') {
    if (this.destroyed) return;
    this.write(chunk);
    this.#controller?.close();
    this.writableFinished = true;
    this.#close();
  }

  /** @param {unknown} [reason] */
  destroy(reason = failure('ECONNRESET')) {
    if (this.destroyed) return;
    if (this.headersSent) this.#controller?.error(reason);
    this.reject(reason);
    this.#close();
  }

  /** @param {string} event @param {() => void} listener */
  on(event, listener) {
    if (event === 'close') this.#onClose.push(listener);
    return this;
  }
  once = this.on;

  #close() {
    this.destroyed = true;
    for (const listener of this.#onClose) listener();
  }
}

/**
 * @param {(request: any, response: any) => void} handle receives what Node's server would
 */
export function createFetch(handle) {
  /** @type {Set<MemoryResponse>} */
  const open = new Set();
  let isClosed = false;

  /** @param {string | URL | Request} input @param {RequestInit} [init] @returns {Promise<Response>} */
  async function send(input, init = {}) {
    const given = /** @type {any} */ (typeof input === 'object' && 'url' in input ? input : {});
    const url = new URL(given.url ?? input);
    const { method = given.method ?? 'GET', signal = given.signal } = init;
    const body = init.body ?? (await given.text?.()) ?? '';
    const entries = entriesOf(init.headers ?? given.headers);
    const headers = Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
    signal?.throwIfAborted();
    if (isClosed) throw failure('ECONNREFUSED');
    return new Promise((resolve, reject) => {
      const response = new MemoryResponse(resolve, reject);
      const onAbort = () => response.destroy(signal?.reason);
      signal?.addEventListener('abort', onAbort);
      open.add(response);
      response.on('close', () => {
        open.delete(response);
        signal?.removeEventListener('abort', onAbort);
      });
      const socket = {
        resetAndDestroy: () => response.destroy(),
        destroySoon: () => response.destroy(failure('UND_ERR_SOCKET')),
        write: () => response.destroy(failure('HPE_INVALID_CONSTANT')),
      };
      const request = {
        method,
        url: url.pathname + url.search,
        headers: { host: url.host, ...headers },
        socket,
        setEncoding: () => [String(body)],
      };
      handle(request, response);
    });
  }

  return {
    send,
    close() {
      isClosed = true;
      for (const response of open) response.destroy();
    },
  };
}
