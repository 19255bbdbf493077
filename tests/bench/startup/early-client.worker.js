// A worker that asks by this package, by a client made before the first request. The page's query says of which document.

// @ts-expect-error It is workerd's own.
import { env } from 'cloudflare:workers';
import { createClient } from '../../../dist/entries/main.workerd.js';

const { endpoint, key } = /** @type {Record<string, string>} */ (env);
const made = createClient({ endpoint, credential: { key }, apiVersion: '2024-05-01' });

export default {
  /** @param {Request} request */
  async fetch(request) {
    const { batchId, documentId } = Object.fromEntries(new URL(request.url).searchParams);
    const client = await made;
    const { status } = await client.getDocumentStatus(batchId, documentId);
    return new Response(status);
  },
};
