// Answers with how a document is doing.
import { createClient, isTerminal } from 'document-translation-status';

export default {
  async fetch(request, env) {
    const { endpoint, token, batchId, documentId } = env;
    const client = await createClient({ endpoint, credential: { token } });
    const { status } = await client.getDocumentStatus(batchId, documentId);
    return new Response(`${status}, ${isTerminal(status) ? 'at its end' : 'under way'}`);
  },
};
