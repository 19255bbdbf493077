// Answers with how a document is doing; with a module of its own, if asked so.
import { createClient, isTerminal } from 'document-translation-status';
import wasm from 'document-translation-status/module.wasm';

export default {
  async fetch(request, env) {
    const { endpoint, token, batchId, documentId } = env;
    const supplied = new URL(request.url).pathname === '/supplied' && { wasm };
    const client = await createClient({ endpoint, credential: { token }, ...supplied });
    const { status } = await client.getDocumentStatus(batchId, documentId);
    return new Response(`${status}, ${isTerminal(status) ? 'at its end' : 'under way'}`);
  },
};
