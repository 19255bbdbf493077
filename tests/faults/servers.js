// Servers on loopback, one for each fault, that send given bytes. They record their requests and count open connections. A connection that nobody
// closes is closed after 30 seconds.
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

const LONGEST_MS = 30_000;

/** @typedef {import('node:net').Socket} Socket */
/** @typedef {import('./certificates.js').CertificateName} CertificateName */

/**
 * Handles a connection after the server has read a request, or immediately if `early` is set.
 * @typedef {(socket: Socket, request: { text: string, index: number, path: string }) => unknown} Behaviour
 */

/**
 * @typedef {object} FaultServer
 * @property {string} origin
 * @property {string[]} requests the request lines and headers
 * @property {() => number} connections the number of accepted connections
 * @property {() => Promise<void>} idle resolves when no connection is open
 * @property {() => Promise<void>} close
 */

/**
 * @param {Behaviour} behave
 * @param {{ early?: boolean, secure?: { key: string, cert: string }, options?: object }} [options]
 * @returns {Promise<FaultServer>}
 */
export async function startServer(behave, { early = false, secure, options } = {}) {
  /** @type {Set<Socket>} */
  const open = new Set();
  /** @type {string[]} */
  const requests = [];
  let connections = 0;
  /** @type {(() => void)[]} */
  let waiting = [];

  /** @param {Socket} socket */
  const follow = (socket) => {
    connections++;
    open.add(socket);
    socket.on('error', () => {});
    socket.setNoDelay();
    const limit = setTimeout(() => socket.destroy(), LONGEST_MS);
    socket.on('close', () => {
      clearTimeout(limit);
      open.delete(socket);
      if (open.size > 0) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    });
  };
  /** @param {Socket} socket */
  const serve = (socket) => {
    socket.on('error', () => {});
    if (early) behave(socket, { text: '', index: 0, path: '' });
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0 && !early; end = text.indexOf('\r\n\r\n')) {
        const request = text.slice(0, end);
        text = text.slice(end + 4);
        const index = requests.push(request) - 1;
        behave(socket, { text: request, index, path: request.split(' ')[1] });
      }
    });
  };
  const server = secure ? createTlsServer({ ...secure, ...options }, serve) : createServer(serve);
  server.on('connection', follow);
  server.on('tlsClientError', () => {});
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    origin: `${secure ? 'https://localhost' : 'http://127.0.0.1'}:${port}`,
    requests,
    connections: () => connections,
    idle: () => new Promise((resolve) => (open.size ? waiting.push(() => resolve()) : resolve())),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** @type {(socket: Socket) => void} */
export const end = (socket) => void socket.end();

/** @type {(socket: Socket) => void} */
export const reset = (socket) => void socket.resetAndDestroy();

/** Sends the parts in turn; a function is called with the socket. @param {...(string | Uint8Array | ((socket: Socket) => unknown))} parts */
export const says =
  (...parts) =>
  async (/** @type {Socket} */ socket) => {
    for (const part of parts) {
      if (socket.destroyed) return;
      if (typeof part === 'function') await part(socket);
      else await new Promise((resolve) => socket.write(part, resolve));
    }
  };

/** Sends a part repeatedly until the client disconnects: every `everyMs`, or as fast as the client reads. @param {string} part @param {number} [everyMs] */
export const forEver =
  (part, everyMs = 0) =>
  (/** @type {Socket} */ socket) => {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const more = () => {
      if (socket.destroyed || socket.writableEnded) return;
      socket.write(part, () => {
        if (everyMs) timer = setTimeout(more, everyMs);
        else setImmediate(more);
      });
    };
    socket.on('close', () => clearTimeout(timer));
    more();
  };
