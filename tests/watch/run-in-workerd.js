// A worker that watches documents with one client for all its requests. `?document=N` watches a document until it ends and returns the
// statuses; `/asked` returns the number of requests for each document.
import { createClient } from 'document-translation-status';

const BATCH = '727bf148-f327-47a0-9481-abae6362f11e';
const REPLIES = 6;

/** @type {Map<string, number>} */
const asked = new Map();
/** @type {ReturnType<typeof createClient> | undefined} */
let client;

const options = {
  endpoint: 'https://service.example',
  maxConcurrency: 1,
  fetch: async (/** @type {any} */ url) => {
    const id = /\/documents\/([^?]*)/.exec(String(url))?.[1] ?? '';
    await new Promise((resolve) => setTimeout(resolve, 20)); // the latency of the simulated service
    const count = (asked.get(id) ?? 0) + 1;
    asked.set(id, count);
    return Response.json({
      createdDateTimeUtc: '2024-05-01T10:00:00Z',
      lastActionDateTimeUtc: `2024-05-01T10:00:${String(Math.min(count, 59)).padStart(2, '0')}Z`,
      status: count < REPLIES ? 'Running' : 'Succeeded',
      to: 'fr',
      id,
    });
  },
};

export default {
  /** @param {Request} request */
  async fetch(request) {
    const { searchParams, pathname } = new URL(request.url);
    if (pathname === '/asked') return Response.json([...asked]);
    const id = `00000000-0000-0000-0000-${searchParams.get('document')?.padStart(12, '0')}`;
    client ??= createClient(options);
    const statuses = [];
    const pace = { minIntervalMs: 50, maxIntervalMs: 50 };
    for await (const { status } of (await client).watchDocument(BATCH, id, pace)) statuses.push(status);
    return Response.json(statuses);
  },
};
