// The proxy as a Node server: run `npm install`, set the three environment variables, and run `node server.js`. For HTTP/2 import node:http2 in place
// of node:http.
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createStatusProxy } from 'document-translation-status/proxy';

/** How long requests are served after SIGTERM, until load balancers have stopped sending them. */
const DRAIN_MS = 5000;
/** After that, how long open requests may take. Both together are less than the 10 s after which `docker stop` kills the process. */
const CLOSE_MS = 3000;

const { env } = process;
const proxy = createStatusProxy({
  endpoint: env.AZURE_DOCUMENT_TRANSLATION_ENDPOINT,
  credential: { key: env.AZURE_DOCUMENT_TRANSLATION_KEY },
  viewTokenSecrets: [env.VIEW_TOKEN_SECRET],
});
let isStopping = false;

/** The headers without HTTP/2 pseudo-headers such as `:path`, which a Request does not accept. */
const withoutPseudoHeaders = (headers) => Object.entries(headers).filter(([name]) => !name.startsWith(':'));

const server = createServer(async (incoming, outgoing) => {
  const { method, url, headers } = incoming;
  const disconnected = new AbortController();
  outgoing.on('close', () => disconnected.abort());
  try {
    const request = new Request(`http://localhost${url}`, {
      method,
      headers: withoutPseudoHeaders(headers),
      signal: disconnected.signal,
    });
    const response = await proxy.fetch(request);
    // The next request of this connection must reach another process.
    if (isStopping) outgoing.shouldKeepAlive = false;
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    // Sends the headers of a stream before its first event.
    outgoing.flushHeaders();
    await pipeline(response.body ? Readable.fromWeb(response.body) : [], outgoing);
  } catch {
    // The request is invalid, or the viewer has disconnected.
    if (!outgoing.headersSent) outgoing.writeHead(400);
    outgoing.end();
  }
});
// Longer than a load balancer keeps an idle connection. docs/node-hosting.md has the numbers of some load balancers.
server.keepAliveTimeout = Number(env.KEEP_ALIVE_MS ?? 65_000);
server.listen(Number(env.PORT ?? 8080), () => console.log(`Listening on http://localhost:${server.address().port}/`));

function stop() {
  if (isStopping) return;
  isStopping = true;
  // From now on /readyz answers 503. Streams end, and their viewers connect again.
  proxy.close();
  setTimeout(() => {
    server.close(() => process.exit());
    setTimeout(() => process.exit(), CLOSE_MS);
  }, DRAIN_MS);
}
// Process 1 of a container ignores signals without a listener.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop);
