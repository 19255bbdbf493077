// The proxy as a Node server: run `npm install`, set the three environment variables, and run `node server.js`. For HTTP/2 import node:http2 in place
// of node:http.
import { createServer } from 'node:http';
import { createStatusProxy } from 'document-translation-status/proxy';
import { toNodeHandler } from 'document-translation-status/proxy/node';

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

const server = createServer(toNodeHandler(proxy));
// Longer than a load balancer keeps an idle connection. docs/node-hosting.md has the numbers of some load balancers.
server.keepAliveTimeout = Number(env.KEEP_ALIVE_MS ?? 65_000);
server.listen(Number(env.PORT ?? 8080), () => console.log(`Listening on http://localhost:${server.address().port}/`));

let isStopping = false;
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
