// A fetch for the command that uses node:http and node:https, because they load faster than Node's fetch. It sends GET requests only, and
// its responses have only the members that the client reads.
import { require } from './builtin.js';

/** The statuses of responses that have no body. */
const NO_BODY = [204, 205, 304];
/** The time after which idle connections are closed, as in Node's fetch. A NAT may drop them later without closing them. */
const IDLE_MS = 4000;

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */

/**
 * Whether this process is Node without settings that change fetch, like a proxy, an option or a preloaded file.
 * @param {Record<string, string | undefined>} env
 */
export const isPlainNode = ({ NODE_OPTIONS, NODE_USE_ENV_PROXY }) =>
  !(NODE_OPTIONS || NODE_USE_ENV_PROXY || process.execArgv.length || process.versions.bun || process.versions.deno);

/**
 * Decodes the body. A body with an unknown coding is returned unchanged, as in fetch.
 * @param {IncomingMessage} incoming
 * @param {string} codings The header Content-Encoding, in the order in which the codings were applied.
 * @returns {import('node:stream').Readable}
 */
function decode(incoming, codings) {
  const { pipeline } = require('node:stream');
  const { constants, createBrotliDecompress, createGunzip, createInflate } = require('node:zlib');
  // As in fetch, a body may end early: a response without a body can still name a coding.
  const gunzip = () => createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  /** @type {Record<string, () => import('node:stream').Transform>} */
  const decoders = {
    gzip: gunzip,
    'x-gzip': gunzip,
    deflate: () => createInflate({ finishFlush: constants.Z_SYNC_FLUSH }),
    br: () => createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH }),
  };
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
  if (NO_BODY.includes(statusCode)) {
    incoming.resume();
    return { status: statusCode, headers, body: null };
  }
  const cancel = async () => void incoming.destroy();
  const getReader = () => {
    const codings = get('content-encoding');
    const chunks = (codings ? decode(incoming, codings) : incoming)[Symbol.asyncIterator]();
    return { read: () => chunks.next(), cancel };
  };
  // If the connection fails before the first read, that read rejects. Without a listener, the event would end the process.
  incoming.on('error', () => {});
  return { status: statusCode, headers, body: { getReader, cancel } };
}

/**
 * @param {number} maxSockets The most connections to one host.
 * @param {Record<string, string | undefined>} [proxyEnv] The variables that name proxies. Node before 22.21 and 24.5 ignores them.
 * @returns {typeof globalThis.fetch}
 */
export function nodeFetch(maxSockets = Infinity, proxyEnv = {}) {
  /** @type {Record<string, import('node:http').Agent>} */
  const agents = {};
  /**
   * @param {string} url
   * @param {{ headers: Record<string, string>, cache?: string, signal: AbortSignal }} init
   * @param {boolean} [useNewConnection]
   */
  const send = (url, init, useNewConnection = false) => {
    const { headers, cache, signal } = init;
    const scheme = url.startsWith('https:') ? 'https' : 'http';
    /** @type {any} The types of Node 20 lack `proxyEnv`. */
    const { Agent, request } = require(`node:${scheme}`);
    agents[scheme] ??= new Agent({ keepAlive: true, maxSockets, timeout: IDLE_MS, proxyEnv });
    return new Promise((resolve, reject) => {
      /** @type {import('node:http').ClientRequest} */
      const clientRequest = request(url, { agent: useNewConnection ? new Agent({ proxyEnv }) : agents[scheme] });
      const allHeaders = {
        Accept: '*/*',
        'Accept-Encoding': 'gzip, br',
        'User-Agent': 'node',
        // fetch sends these for `no-store`, so that no cache responds with an old status.
        ...(cache === 'no-store' && { 'Cache-Control': 'no-cache', Pragma: 'no-cache' }),
        ...headers,
      };
      // Not among the options of the request: NODE_DEBUG prints those, and the credential is a header.
      for (const [name, value] of Object.entries(allHeaders)) clientRequest.setHeader(name, value);
      const stop = () => clientRequest.destroy(signal.reason);
      let hasResponse = false;
      clientRequest.on('response', (incoming) => {
        hasResponse = true;
        resolve(responseOf(incoming));
      });
      clientRequest.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
        // A server may close an idle connection just when it is reused. A GET is safe to repeat.
        const isStale = clientRequest.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(String(error.code));
        if (isStale && !hasResponse && !signal.aborted) resolve(send(url, init, true));
        else reject(error);
      });
      clientRequest.on('close', () => {
        signal.removeEventListener('abort', stop);
        // A response that switches protocols (101) causes no 'response' event.
        if (!hasResponse) reject(new Error('The connection closed without a response.'));
      });
      clientRequest.end();
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop);
    });
  };
  return /** @type {any} */ (send);
}
