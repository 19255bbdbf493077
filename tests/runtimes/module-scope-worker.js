// A worker whose clients are created at module scope, where workerd allows no timers, random values or AbortController. Each path does one
// thing with a client. With the parameter `leave`, the response is sent before that is finished.

// @ts-expect-error workerd provides this module.
import { env } from 'cloudflare:workers';
import { createClient } from 'document-translation-status';

const { ENDPOINT, TOKENS } = /** @type {Record<string, string>} */ (env);
const BATCH = '727bf148-f327-47a0-9481-abae6362f11e';
const options = { endpoint: ENDPOINT, apiVersion: '2024-05-01', timeoutMs: 20_000, maxRetries: 0 };
const clients = {
  key: createClient({ ...options, credential: { key: 'a-key' } }),
  token: createClient({ ...options, credential: { token: async () => (await fetch(TOKENS)).text() } }),
};
// Created at module scope; the first request for /early-watch starts it.
const earlyWatch = clients.key.then((client) =>
  client.watchDocument(BATCH, '00000000-0000-0000-0000-00000000000a', { minIntervalMs: 5 }),
);

/** @type {Record<string, (client: any, documentId: string) => Promise<unknown>>} */
const routes = {
  '/status': (client, documentId) => client.getDocumentStatus(BATCH, documentId),
  '/watch': async (client, documentId) => {
    const statuses = [];
    for await (const { status } of client.watchDocument(BATCH, documentId, { minIntervalMs: 5, maxIntervalMs: 20 }))
      statuses.push(status);
    return statuses;
  },
  '/early-watch': async () => {
    const statuses = [];
    for await (const { status } of await earlyWatch) statuses.push(status);
    return statuses;
  },
};

export default {
  /** @param {Request} request */
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const client = await clients[searchParams.get('by') === 'token' ? 'token' : 'key'];
    try {
      const result = routes[pathname](client, searchParams.get('document') ?? '');
      if (!searchParams.has('leave')) return Response.json(await result);
      // workerd cancels unfinished work of a request when its response has been sent.
      result.catch(() => {});
      return new Response(await (await fetch(`${ENDPOINT}/leave`)).text());
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  },
};
