// A fetch for the command, over node:http and node:https, which load in less time than Node's own fetch. The command asks with GET only,
// and its responses have only what the client reads.
import { require } from './builtin.js';

const BODILESS = [204, 205, 304];
/** Idle connections are closed after this, as Node's fetch does: a NAT on the way may forget them without a word. */
const IDLE_MS = 4000;

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */

/**
 * Whether nothing changes what Node's fetch would do: no proxy, no option, nothing loaded before, no other runtime.
 * @param {Record<string, string | undefined>} env
 */
export const isPlainNode = ({ NODE_OPTIONS, NODE_USE_ENV_PROXY }) =>
  !(NODE_OPTIONS || NODE_USE_ENV_PROXY || process.execArgv.length || process.versions.bun || process.versions.deno);

/**
 * The body without its codings. A coding that isn't known leaves the body as it is.
 * @param {IncomingMessage} incoming
 * @param {string} codings Several are listed in the order in which they were applied.
 * @returns {import('node:stream').Readable}
 */
function decode(incoming, codings) {
  const { pipeline } = require('node:stream');
  const { createBrotliDecompress, createGunzip, createInflate } = require('node:zlib');
  /** @type {Record<string, () => import('node:stream').Transform>} */
  const decoders = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };
  const steps = codings.split(',').map((coding) => decoders[coding.trim().toLowerCase()]);
  if (!steps.every(Boolean)) return incoming;
  /** @type {import('node:stream').Readable[]} */
  const streams = [incoming, ...steps.reverse().map((create) => create())];
  pipeline(streams, () => {});
  return streams[steps.length];
}

/** @param {IncomingMessage} incoming */
function responseOf(incoming) {
  const { statusCode = 0, rawHeaders } = incoming;
  /** @param {string} name */
  const get = (name) => {
    const wanted = name.toLowerCase();
    const values = rawHeaders.filter((_, at) => at % 2 && rawHeaders[at - 1].toLowerCase() === wanted);
    return values.length ? values.join(', ') : null;
  };
  const headers = { get };
  if (BODILESS.includes(statusCode)) {
    incoming.resume();
    return { status: statusCode, headers, body: null };
  }
  const cancel = async () => void incoming.destroy();
  const getReader = () => {
    const codings = get('content-encoding');
    const chunks = (codings ? decode(incoming, codings) : incoming)[Symbol.asyncIterator]();
    return { read: () => chunks.next(), cancel };
  };
  // The connection may break before the first read, which rejects then.
  incoming.on('error', () => {});
  return { status: statusCode, headers, body: { getReader, cancel } };
}

/**
 * @param {number} maxSockets At once, to one host.
 * @returns {typeof globalThis.fetch}
 */
export function nodeFetch(maxSockets = Infinity) {
  /** @type {Record<string, import('node:http').Agent>} */
  const agents = {};
  /**
   * @param {string} url
   * @param {{ headers: Record<string, string>, cache?: string, signal: AbortSignal }} init
   * @param {boolean} [onNew] On a connection of its own.
   */
  const ask = (url, init, onNew = false) => {
    const { headers, cache, signal } = init;
    const scheme = url.startsWith('https:') ? 'https' : 'http';
    const { Agent, request } = require(`node:${scheme}`);
    agents[scheme] ??= new Agent({ keepAlive: true, maxSockets, timeout: IDLE_MS });
    return new Promise((resolve, reject) => {
      /** @type {import('node:http').ClientRequest} */
      const sent = request(url, {
        agent: !onNew && agents[scheme],
        headers: {
          Accept: '*/*',
          'Accept-Encoding': 'gzip, br',
          'User-Agent': 'node',
          // What fetch sends for `no-store`, so that no cache on the way answers.
          ...(cache === 'no-store' && { 'Cache-Control': 'no-cache', Pragma: 'no-cache' }),
          ...headers,
        },
      });
      const stop = () => sent.destroy(signal.reason);
      let answered = false;
      sent.on('response', (incoming) => {
        answered = true;
        resolve(responseOf(incoming));
      });
      sent.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
        // The server may close a kept connection just as it is used again. A GET is safe to repeat.
        const isStale = sent.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(String(error.code));
        if (isStale && !answered && !signal.aborted) resolve(ask(url, init, true));
        else reject(error);
      });
      sent.on('close', () => {
        signal.removeEventListener('abort', stop);
        // A response that switches protocols is not told as one.
        if (!answered) reject(new Error('The connection closed without a response.'));
      });
      sent.end();
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop);
    });
  };
  return /** @type {any} */ (ask);
}
