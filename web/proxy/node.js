// The proxy as a listener of Node's servers. Its streams write to the connection, without a web stream and a loop for each viewer.
import { LONGEST_TIMER, need } from '../client/options.js';
import { nodeAccess } from './proxy.js';

/**
 * @typedef {object} IncomingLike The members of node:http's and node:http2's requests that the handler reads.
 * @property {string | undefined} [method]
 * @property {string | undefined} [url]
 * @property {Record<string, string | string[] | undefined>} headers
 * @property {any} socket
 */

/**
 * @typedef {object} OutgoingLike The members of node:http's and node:http2's responses that the handler uses.
 * @property {number} statusCode
 * @property {boolean} headersSent
 * @property {boolean | undefined} [shouldKeepAlive]
 * @property {(name: string, value: string) => unknown} setHeader
 * @property {(chunk: Uint8Array, done: () => void) => boolean} write
 * @property {((body: string) => unknown) & (() => unknown)} end
 * @property {() => unknown} destroy
 * @property {(event: 'close' | 'error', listener: () => void) => unknown} on
 */

/** After this many heartbeats that a viewer would not have read, its stream ends. */
const MOST_SKIPPED_HEARTBEATS = 4;

/** @param {IncomingLike} incoming */
function requestOf({ method = 'GET', url = '/', headers, socket }) {
  const origin = `${socket?.encrypted ? 'https' : 'http'}://${headers[':authority'] ?? headers.host ?? 'localhost'}`;
  const fields = new Headers();
  for (const name in headers) {
    const value = headers[name];
    // HTTP/2 has pseudo-headers, such as `:path`.
    if (value !== undefined && name[0] !== ':') fields.set(name, String(value));
  }
  const { href } = new URL(url[0] === '/' ? origin + url : url);
  // The proxy and the functions of its options read only these members. A whole Request takes more time to make than the response.
  return /** @type {Request} */ (/** @type {unknown} */ ({ method, url: href, headers: fields }));
}

/** The last event that was encoded, for all viewers that get it now. */
let last = { text: '', bytes: new Uint8Array() };

/** @param {string} text */
function encode(text) {
  if (text !== last.text) last = { text, bytes: new TextEncoder().encode(text) };
  return last.bytes;
}

/** The place of a web stream's controller: what is enqueued is written. */
class Viewer {
  #unflushed = 0;
  #skippedHeartbeats = 0;
  #outgoing;
  #source;
  #heartbeatMs;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #deadline;
  #onFlushed = () => {
    this.#unflushed--;
    this.#skippedHeartbeats = 0;
    if (!this.#unflushed) this.#source.pull(this);
  };

  /** @param {OutgoingLike} outgoing @param {import('./events.js').EventSource} source @param {number} heartbeatMs */
  constructor(outgoing, source, heartbeatMs) {
    this.#heartbeatMs = heartbeatMs;
    this.#outgoing = outgoing;
    this.#source = source;
  }

  /** Nothing more is written until the connection has taken what was written. */
  get desiredSize() {
    return this.#unflushed ? 0 : 1;
  }

  enqueue(text = '') {
    this.#unflushed++;
    this.#outgoing.write(encode(text), this.#onFlushed);
  }

  skipHeartbeat() {
    if (++this.#skippedHeartbeats >= MOST_SKIPPED_HEARTBEATS) this.#outgoing.destroy();
  }

  close() {
    this.#outgoing.end();
    // A viewer that does not read would keep the connection for good.
    const destroy = () => this.#outgoing.destroy();
    const ms = Math.min(MOST_SKIPPED_HEARTBEATS * this.#heartbeatMs, LONGEST_TIMER);
    if (this.#unflushed) this.#deadline = setTimeout(destroy, ms);
  }

  /** Is called when the connection has closed. */
  stop() {
    clearTimeout(this.#deadline);
    this.#source.cancel();
  }

  error() {
    this.#outgoing.destroy();
  }
}

/**
 * Makes a listener for node:http, node:https and node:http2. It also fits Express: `app.use(…)`.
 * @example
 * import { createServer } from 'node:http';
 * import { createStatusProxy } from 'document-translation-status/proxy';
 * import { toNodeHandler } from 'document-translation-status/proxy/node';
 *
 * const proxy = createStatusProxy({ endpoint, credential: { key }, viewTokenSecrets: [secret] });
 * createServer(toNodeHandler(proxy)).listen(8080);
 * @param {import('./proxy.js').StatusProxy} proxy What createStatusProxy returns.
 * @returns {(incoming: IncomingLike, outgoing: OutgoingLike) => Promise<void>} It never rejects.
 */
export function toNodeHandler(proxy) {
  const access = nodeAccess.get(proxy);
  need(access, 'proxy', 'toNodeHandler takes what createStatusProxy returns.');
  const { respond, heartbeatMs, isClosed } = /** @type {NonNullable<typeof access>} */ (access);
  return async (incoming, outgoing) => {
    let isGone = false;
    let stop = () => {};
    outgoing.on('error', () => {});
    // Whatever the reason: the response has ended, the viewer has left, or the connection has failed.
    outgoing.on('close', () => {
      isGone = true;
      stop();
    });
    try {
      const request = requestOf(incoming);
      const { reply, headers } = await respond(request);
      // Also if the stream has not started: it is counted already.
      stop = () => reply.source?.cancel();
      if (isGone) return stop();
      outgoing.statusCode = reply.status;
      for (const [name, value] of headers) outgoing.setHeader(name, value);
      // The next request of this connection must reach another process.
      if (isClosed()) outgoing.shouldKeepAlive = false;
      if (reply.source) {
        const viewer = new Viewer(outgoing, reply.source, heartbeatMs);
        stop = () => viewer.stop();
        reply.source.start(viewer);
      } else if (request.method === 'HEAD' || !reply.body) outgoing.end();
      else outgoing.end(reply.body);
    } catch {
      if (!outgoing.headersSent) outgoing.statusCode = 400;
      outgoing.end();
    }
  };
}
