// A worker that returns the status of a document with a client that was created at module scope. The query has the ids.

// @ts-expect-error workerd provides this module.
import { env } from 'cloudflare:workers';
import { createClient } from '../../../dist/entries/main.edge.js';

const { endpoint, key } = /** @type {Record<string, string>} */ (env);
const clientPromise = createClient({ endpoint, credential: { key }, apiVersion: '2024-05-01' });

export default {
  /** @param {Request} request */
  async fetch(request) {
    const { batchId, documentId } = Object.fromEntries(new URL(request.url).searchParams);
    const client = await clientPromise;
    const { status } = await client.getDocumentStatus(batchId, documentId);
    return new Response(status);
  },
};
