// Answers with how a document is doing.
import { createClient, isTerminal } from 'document-translation-status';

addEventListener('fetch', (event) => event.respondWith(answer(event.request)));

async function answer(request) {
  const { endpoint, token, batchId, documentId } = Object.fromEntries(new URL(request.url).searchParams);
  const client = await createClient({ endpoint, credential: { token } });
  const { status } = await client.getDocumentStatus(batchId, documentId);
  return new Response(`${status}, ${isTerminal(status) ? 'at its end' : 'under way'}`);
}
