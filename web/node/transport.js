// fetch as the client needs it, over node:http and node:https, which answers sooner than Node's own and takes half of the processor's
// time; and where nobody can tell the two apart. Node's modules are had without importing them, so that any bundler may read this.

const EMPTY = [204, 205, 304];

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */

/** @type {(name: string) => any} Loads one only when it is asked for; there since Node 20.16 and 22.3. */
const builtin = (name) => process.getBuiltinModule(name);

/**
 * Whether Node is as it comes, so that nobody can tell its fetch from this one: no proxy, no option, nothing loaded before.
 * @param {Record<string, string | undefined>} env
 */
export const isPlainNode = ({ NODE_OPTIONS, NODE_USE_ENV_PROXY }) =>
  typeof process.getBuiltinModule === 'function' &&
  !(NODE_OPTIONS || NODE_USE_ENV_PROXY || process.execArgv.length || process.versions.bun || process.versions.deno);

/** @type {unknown} */
let judged;
let isOwn = false;

/** Whether the process's fetch is Node's own, its dispatcher not set (which its first use does, too), and nobody listens in. */
function isUntouched() {
  const { fetch } = globalThis;
  if (fetch !== judged) {
    judged = fetch;
    isOwn = /internal\/deps\/undici/.test(Function.prototype.toString.call(fetch));
  }
  return (
    isOwn &&
    !Object.getOwnPropertySymbols(globalThis).some(({ description }) => description?.startsWith('undici.')) &&
    !builtin('node:diagnostics_channel').hasSubscribers('undici:request:create')
  );
}

/**
 * The body without its codings, as fetch has it: several, in the order of their making; what isn't known stays as it is.
 * @param {IncomingMessage} incoming
 * @param {string} codings
 * @returns {import('node:stream').Readable}
 */
function decode(incoming, codings) {
  const { pipeline } = builtin('node:stream');
  const { createBrotliDecompress, createGunzip, createInflate } = builtin('node:zlib');
  /** @type {Record<string, () => import('node:stream').Transform>} */
  const decoders = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };
  const steps = codings.split(',').map((coding) => decoders[coding.trim().toLowerCase()]);
  if (!steps.every(Boolean)) return incoming;
  /** @type {import('node:stream').Readable[]} */
  const streams = [incoming, ...steps.reverse().map((make) => make())];
  pipeline(streams, () => {});
  return streams[steps.length];
}

/**
 * @param {import('node:stream').Readable} body
 * @returns {() => Promise<{ done: boolean, value?: Uint8Array }>}
 */
function readsOf(body) {
  let look = () => {};
  for (const event of ['readable', 'end', 'error', 'close']) body.on(event, () => look());
  return () =>
    new Promise((resolve, reject) => {
      look = () => {
        const value = body.read();
        if (value) resolve({ done: false, value });
        else if (body.readableEnded) resolve({ done: true });
        else if (body.closed) reject(body.errored ?? closed());
      };
      look();
    });
}

const closed = () => new Error('The connection was closed.');

/** @param {IncomingMessage} incoming */
function replyOf(incoming) {
  const { statusCode = 0, rawHeaders } = incoming;
  /** @param {string} name */
  const get = (name) => {
    const wanted = name.toLowerCase();
    const values = rawHeaders.filter((_, at) => at % 2 && rawHeaders[at - 1].toLowerCase() === wanted);
    return values.length ? values.join(', ') : null;
  };
  const headers = { get };
  if (EMPTY.includes(statusCode)) {
    incoming.resume();
    return { status: statusCode, headers, body: null };
  }
  const cancel = async () => void incoming.destroy();
  const getReader = () => {
    const codings = get('content-encoding');
    return { read: readsOf(codings ? decode(incoming, codings) : incoming), cancel };
  };
  return { status: statusCode, headers, body: { getReader, cancel } };
}

/**
 * @param {number} maxSockets At once, to one place.
 * @returns {typeof globalThis.fetch} Whose reply has what the client reads of a Response.
 */
export function nodeFetch(maxSockets = Infinity) {
  /** @type {Record<string, import('node:http').Agent>} */
  const agents = {};
  let place = { origin: '', hostname: '', port: '' };
  /**
   * @param {string} url
   * @param {{ headers: Record<string, string>, signal?: AbortSignal }} init
   * @param {boolean} [onNew] By a connection that nobody has used.
   */
  const ask = (url, init, onNew = false) => {
    const { headers, signal } = init;
    const scheme = url.startsWith('https:') ? 'https' : 'http';
    const { Agent, request } = builtin(`node:${scheme}`);
    agents[scheme] ??= new Agent({ keepAlive: true, maxSockets });
    // What Node makes of a URL takes as long as the rest of this: the module has checked it, and where it leads to stays the same.
    if (!url.startsWith(`${place.origin}/`)) {
      const { origin, hostname, port } = new URL(url);
      place = { origin, hostname: hostname.replace(/^\[|\]$/g, ''), port };
    }
    return new Promise((resolve, reject) => {
      /** @type {import('node:http').ClientRequest} */
      const sent = request({
        hostname: place.hostname,
        port: place.port,
        path: url.slice(url.indexOf('/', scheme.length + 3)),
        agent: !onNew && agents[scheme],
        headers: { Accept: '*/*', 'User-Agent': 'node', ...headers },
      });
      // Node's own way, the option signal, takes as long as a third of a request.
      const stop = () => sent.destroy(signal?.reason);
      let answered = false;
      sent.on('response', (incoming) => {
        answered = true;
        resolve(replyOf(incoming));
      });
      sent.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
        // A connection that was kept may be closed by the other side just as it is used again. Nothing went wrong with what is asked.
        if (error.code === 'ECONNRESET' && sent.reusedSocket && !answered && !signal?.aborted)
          resolve(ask(url, init, true));
        else reject(error);
      });
      sent.on('close', () => {
        signal?.removeEventListener('abort', stop);
        // Of a reply that switches protocols nothing else is heard.
        if (!answered) reject(closed());
      });
      sent.end();
      if (signal?.aborted) stop();
      else signal?.addEventListener('abort', stop);
    });
  };
  return /** @type {any} */ (ask);
}

const standIn = nodeFetch();
/** @type {boolean | undefined} */
let isPlain;

/** Node's fetch, by way of the above where nobody can tell. @type {typeof globalThis.fetch} */
export const defaultFetch = (url, init) => {
  isPlain ??= isPlainNode(process.env);
  return (isPlain && isUntouched() ? standIn : globalThis.fetch)(url, init);
};
