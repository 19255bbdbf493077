// The proxy as a Node server: run `npm install document-translation-status`, set the three environment variables, and run `node server.js`. For HTTP/2
// import node:http2 in place of node:http.
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createStatusProxy } from 'document-translation-status/proxy';

const { env } = process;
const proxy = createStatusProxy({
  endpoint: env.AZURE_DOCUMENT_TRANSLATION_ENDPOINT,
  credential: { key: env.AZURE_DOCUMENT_TRANSLATION_KEY },
  viewTokenSecrets: [env.VIEW_TOKEN_SECRET],
});

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
server.listen(Number(env.PORT ?? 8080), () => console.log(`Listening on http://localhost:${server.address().port}/`));
