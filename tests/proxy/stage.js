// Shared by the proxy's tests: the simulator, a new batch for each test, a clock that tests set, and helpers that send requests.

import { after, before, beforeEach } from 'node:test';
import { createStatusProxy } from 'document-translation-status/proxy';
import { startSimulator } from 'document-translation-status/simulator';

export const ORIGIN = 'https://www.example.com';
export const SECRET = 'a secret that has 32 bytes and more';
export const OLD_SECRET = 'the old secret, also at least 32 bytes';
export const limits = { timeout: 30_000 };

/**
 * Starts the simulator for a test file and creates a new batch before each test.
 * @param {object} [options] of the simulator
 */
export function stage(options = {}) {
  const place = {
    /** @type {Awaited<ReturnType<typeof startSimulator>>} */
    sim: /** @type {any} */ (undefined),
    time: 0,
    batchId: '',
    id: '',
    otherId: '',
    /** The document's route. */
    path: '',
    /** The batch's route. */
    batchPath: '',

    /** A public proxy whose clock is `time`. @param {object} [more] @returns {ReturnType<typeof createStatusProxy>} */
    proxy: (more = {}) =>
      createStatusProxy({
        endpoint: place.sim.url,
        credential: { key: String(place.sim.key) },
        ...('viewTokenSecrets' in more ? {} : { public: true }),
        allowedOrigins: [ORIGIN],
        now: () => place.time,
        ...more,
      }),

    /**
     * @param {{ fetch(request: Request, env?: any, ctx?: any): Promise<Response> }} proxy
     * @param {string} [path] @param {RequestInit} [init]
     * @returns {Promise<Response>}
     */
    ask: (proxy, path, init = {}) =>
      proxy.fetch(new Request(`https://status.example.com${path ?? place.path}`, init), {}, { waitUntil() {} }),

    /** Sets the service's next responses about the document. The last one repeats. @param {any[]} replies @returns {void} */
    script: (replies) => place.sim.script(place.id, replies),
  };
  before(async () => {
    place.sim = await startSimulator({ documents: [], batches: [], ...options });
  });
  after(() => place.sim.close());
  beforeEach(() => {
    const batch = place.sim.createBatch({ documents: 2, durationMs: 1e9, createdAt: Date.now() - 5e8 });
    place.time = Date.now();
    place.batchId = batch.id;
    [{ id: place.id }, { id: place.otherId }] = batch.documents;
    place.batchPath = `/translator/text/batch/v1.0/batches/${batch.id}`;
    place.path = `${place.batchPath}/documents/${place.id}`;
    place.sim.requests.length = 0;
  });
  return place;
}
