// The proxy as a listener of Node's servers.
import { createServer } from 'node:http';
import { createServer as createHttp2Server, createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { createStatusProxy } from 'document-translation-status/proxy';
import { toNodeHandler } from 'document-translation-status/proxy/node';

const handler = toNodeHandler(createStatusProxy({ endpoint: 'https://a.example', credential: { key: 'k' }, public: true }));
createServer(handler).listen(0);
createServer().on('request', handler);
createHttpsServer({}, handler);
createHttp2Server(handler);
createSecureServer({ allowHTTP1: true }, handler);
