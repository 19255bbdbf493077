// A server of event streams for stream-bench.js: the proxy through toNodeHandler, through one web stream per viewer, or a bare node:http server.
// It obeys messages of its parent.

import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createStatusProxy } from 'document-translation-status/proxy';
import { toNodeHandler } from 'document-translation-status/proxy/node';

const [, , kind, id = ''] = process.argv;
const send = (/** @type {object} */ message) => process.send?.(message);
const time = '2026-01-01T00:00:00Z';
let changes = 0;
let progress = 0.1;
let toldProgress = progress;
const body = () =>
  JSON.stringify({ id, createdDateTimeUtc: time, lastActionDateTimeUtc: time, status: 'Running', progress, to: 'fr' });

function listener() {
  if (kind === 'bare') {
    /** @type {Set<import('node:http').ServerResponse>} */
    const viewers = new Set();
    const event = () => `event: status\ndata: ${body()}\n\n`;
    setInterval(() => {
      for (const each of viewers) each.write(':\n\n');
    }, 15_000);
    setInterval(() => {
      if (progress === toldProgress) return;
      toldProgress = progress;
      send({ changedAt: Date.now() });
      const text = event();
      for (const each of viewers) each.write(text);
    }, 1000);
    return (/** @type {unknown} */ _, /** @type {import('node:http').ServerResponse} */ outgoing) => {
      outgoing.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(event());
      viewers.add(outgoing);
      outgoing.on('close', () => viewers.delete(outgoing));
    };
  }
  const proxy = createStatusProxy({
    endpoint: 'https://service.example',
    credential: { key: 'a-key' },
    public: true,
    minIntervalMs: 1000,
    maxIntervalMs: 1000,
    fetch: async () => {
      if (progress !== toldProgress) send({ changedAt: Date.now() });
      toldProgress = progress;
      return new Response(body(), { headers: { 'Content-Type': 'application/json' } });
    },
  });
  if (kind === 'toNodeHandler') return toNodeHandler(proxy);
  return async (
    /** @type {import('node:http').IncomingMessage} */ incoming,
    /** @type {import('node:http').ServerResponse} */ outgoing,
  ) => {
    const headers = /** @type {Record<string, string>} */ (incoming.headers);
    const response = await proxy.fetch(new Request(`http://localhost${incoming.url}`, { headers }));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers)).flushHeaders();
    await pipeline(Readable.fromWeb(/** @type {any} */ (response.body)), outgoing).catch(() => {});
  };
}

const server = createServer(/** @type {any} */ (listener()));
server.listen({ port: 0, host: '127.0.0.1', backlog: 10_000 }, () =>
  send({ port: /** @type {import('node:net').AddressInfo} */ (server.address()).port }),
);
process.on('message', (/** @type {string} */ message) => {
  if (message === 'change') progress = (10 + ++changes) / 100;
  if (message === 'measure') {
    for (let i = 0; i < 3; i++) globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    send({ bytes: process.memoryUsage().rss, cpuMs: (user + system) / 1000 });
  }
});
