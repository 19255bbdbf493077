// Servers for the tests of the command's network settings: a proxy, and a TLS server with its own certificate.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** @param {import('node:net').Server} server */
async function portOf(server) {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
}

/** Starts an HTTP proxy that records the targets of its requests and tunnels. With `refuse` it opens no tunnel. */
export async function startProxy() {
  /** @type {string[]} */
  const targets = [];
  const own = { refuse: false };
  const proxy = createServer((incoming, outgoing) => {
    targets.push(`${incoming.method} ${incoming.url}`);
    const { headers, method } = incoming;
    const through = httpRequest(incoming.url ?? '', { headers, method }, (response) => {
      outgoing.writeHead(response.statusCode ?? 0, response.headers);
      response.pipe(outgoing);
    });
    incoming.pipe(through);
  });
  proxy.on('connect', ({ url }, socket, head) => {
    targets.push(`CONNECT ${url}`);
    if (own.refuse) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
    const { hostname, port } = new URL(`http://${url}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) end.on('error', () => {});
  });
  const url = `http://127.0.0.1:${await portOf(proxy)}`;
  return Object.assign(own, { url, targets, close: () => void proxy.close() });
}

/**
 * Starts a TLS server with a self-signed certificate that passes requests on.
 * @param {string} folder For the certificate.
 * @param {string} upstream A URL.
 * @returns {Promise<{ url: string, cert: string, close: () => void }>} `cert` is the path of the certificate.
 */
export async function startTls(folder, upstream) {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const form = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  await promisify(execFile)('openssl', ['req', ...form, '-keyout', key, '-out', cert, ...subject]);
  const tls = { key: await readFile(key), cert: await readFile(cert) };
  const server = createHttpsServer(tls, ({ url, headers }, outgoing) => {
    httpRequest(`${upstream}${url}`, { headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 0, response.headers);
      response.pipe(outgoing);
    }).end();
  });
  return { url: `https://localhost:${await portOf(server)}`, cert, close: () => void server.close() };
}
