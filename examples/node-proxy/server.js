// The proxy as a server of Node: `npm install document-translation-status`, set the three variables, `node server.js`. With node:http2 in
// place of node:http it speaks HTTP/2.
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

/** HTTP/2 has the method and the path among the headers, as `:method` and `:path`; a Request takes no such names. */
const sent = (headers) => Object.entries(headers).filter(([name]) => !name.startsWith(':'));

const server = createServer(async (incoming, outgoing) => {
  const { method, url, headers } = incoming;
  const gone = new AbortController();
  outgoing.on('close', () => gone.abort());
  try {
    const request = new Request(`http://localhost${url}`, { method, headers: sent(headers), signal: gone.signal });
    const reply = await proxy.fetch(request);
    outgoing.writeHead(reply.status, Object.fromEntries(reply.headers));
    // Headers go out before the first event of a stream.
    outgoing.flushHeaders();
    await pipeline(reply.body ? Readable.fromWeb(reply.body) : [], outgoing);
  } catch {
    // No request that can be answered, or nobody there any more.
    if (!outgoing.headersSent) outgoing.writeHead(400);
    outgoing.end();
  }
});
server.listen(Number(env.PORT ?? 8080), () => console.log(`Listening on http://localhost:${server.address().port}/`));
