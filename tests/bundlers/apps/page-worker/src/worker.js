import { createClient, isTerminal } from 'document-translation-status';

globalThis.onmessage = async ({ data: { endpoint, token, batchId, documentId } }) => {
  const client = await createClient({ endpoint, credential: { token } });
  const { status } = await client.getDocumentStatus(batchId, documentId);
  postMessage(`${status}, ${isTerminal(status) ? 'terminal' : 'not terminal'}`);
};
