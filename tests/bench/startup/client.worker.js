// A worker that returns the status of a document with this package. The query has the endpoint, the key and the ids.
import { createClient } from '../../../dist/entries/main.edge.js';

export default {
  /** @param {Request} request */
  async fetch(request) {
    const { endpoint, key, batchId, documentId } = Object.fromEntries(new URL(request.url).searchParams);
    const client = await createClient({ endpoint, credential: { key }, apiVersion: '2024-05-01' });
    const { status } = await client.getDocumentStatus(batchId, documentId);
    return new Response(status);
  },
};
