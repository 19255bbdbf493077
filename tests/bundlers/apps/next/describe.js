import { createClient, isTerminal } from 'document-translation-status';

export async function describe({ endpoint, token, batchId, documentId }) {
  const client = await createClient({ endpoint, credential: { token } });
  const { status } = await client.getDocumentStatus(batchId, documentId);
  client.close();
  return `${status}, ${isTerminal(status) ? 'terminal' : 'not terminal'}`;
}
