// A worker with clients made at module scope, where workerd allows neither timers nor random values nor AbortController, and with
// a request for each thing to be tried; one with `leave` is over before what it began.

// @ts-expect-error It is workerd's own.
import { env } from 'cloudflare:workers';
import { createClient } from '../../dist/entries/main.workerd.js';

const { ENDPOINT, TOKENS } = /** @type {Record<string, string>} */ (env);
const options = { endpoint: ENDPOINT, apiVersion: '2024-05-01', timeoutMs: 20_000, maxRetries: 0 };
const clients = {
  key: createClient({ ...options, credential: { key: 'a-key' } }),
  token: createClient({ ...options, credential: { token: async () => (await fetch(TOKENS)).text() } }),
};
// Made at module scope too, and begun by the first request that wants it.
const watch = clients.key.then((client) =>
  client.watchDocument('727bf148-f327-47a0-9481-abae6362f11e', '00000000-0000-0000-0000-00000000000a', {
    minIntervalMs: 5,
  }),
);

const BATCH = '727bf148-f327-47a0-9481-abae6362f11e';

/** @type {Record<string, (client: any, documentId: string) => Promise<unknown>>} */
const routes = {
  '/status': (client, documentId) => client.getDocumentStatus(BATCH, documentId),
  '/watch': async (client, documentId) => {
    const seen = [];
    for await (const { status } of client.watchDocument(BATCH, documentId, { minIntervalMs: 5, maxIntervalMs: 20 }))
      seen.push(status);
    return seen;
  },
  '/early-watch': async () => {
    const seen = [];
    for await (const { status } of await watch) seen.push(status);
    return seen;
  },
};

export default {
  /** @param {Request} request */
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const client = await clients[searchParams.get('by') === 'token' ? 'token' : 'key'];
    try {
      const answer = routes[pathname](client, searchParams.get('document') ?? '');
      if (!searchParams.has('leave')) return Response.json(await answer);
      // Left in the middle: workerd ends what a request has begun when that is answered.
      answer.catch(() => {});
      return new Response(await (await fetch(`${ENDPOINT}/leave`)).text());
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  },
};
