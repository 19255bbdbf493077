// The simulated service for the contract list, with a small HTTP control beside it (see control.js) for cases that run
// where Node's API is out of reach. Node only.

import { createServer } from 'node:http';
import { startSimulator } from 'document-translation-status/simulator';

const CORS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' };
const TOKEN = 'view-token-of-the-contract';

/**
 * @param {{ host?: string }} [options]
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} where `connect` of control.js connects to
 */
export async function startService({ host = '127.0.0.1' } = {}) {
  const simulator = await startSimulator({ host, cors: true, token: TOKEN, documents: [], batches: [] });

  /** @param {string} documentId */
  const requestsFor = (documentId) =>
    simulator.requests.filter(({ method, path }) => method !== 'OPTIONS' && path.toLowerCase().includes(documentId));

  /** @type {Record<string, (query: URLSearchParams, body: string) => unknown>} */
  const routes = {
    'POST /documents': (_, body) => {
      const batch = simulator.createBatch({ documents: 1 });
      const [document] = batch.documents;
      simulator.script(document.id, JSON.parse(body));
      return { endpoint: simulator.url, key: simulator.key, token: TOKEN, batchId: batch.id, documentId: document.id };
    },
    'GET /requests': async (query) => {
      const documentId = query.get('document') ?? '';
      const count = Number(query.get('count'));
      while (requestsFor(documentId).length < count) await simulator.requested(simulator.requests.length + 1);
      if (query.has('over')) await Promise.all(requestsFor(documentId).map(({ done }) => done));
      return Promise.all(
        requestsFor(documentId).map(async ({ method, url, headers, done }) => ({
          method,
          url,
          headers,
          ended: await Promise.race([done, null]),
        })),
      );
    },
  };

  const control = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    if (request.method === 'OPTIONS') return response.writeHead(204, CORS).end();
    try {
      const answer = await routes[`${request.method} ${pathname}`](searchParams, body);
      response.writeHead(200, { ...CORS, 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    } catch (error) {
      response.writeHead(500, CORS).end(String(error));
    }
  });
  await new Promise((resolve) => control.listen(0, host, () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (control.address());
  return {
    url: `http://${host}:${port}`,
    close: async () => {
      control.closeAllConnections();
      await Promise.all([new Promise((resolve) => control.close(resolve)), simulator.close()]);
    },
  };
}
