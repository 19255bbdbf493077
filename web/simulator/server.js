// The HTTP server: its port and its connections.

import { createServer } from 'node:http';

/** @param {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => void} handle */
export function createHttpServer(handle) {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();

  const server = createServer({ keepAliveTimeout: 0 });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  server.on('request', handle);

  return {
    get openSockets() {
      return sockets.size;
    },
    /** @param {number} port @param {string} host @returns {Promise<string>} the server's URL */
    listen: async (port, host) => {
      await new Promise((resolve, reject) => server.once('error', reject).listen(port, host, () => resolve(undefined)));
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
    },
    /** @returns {Promise<void>} */
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
