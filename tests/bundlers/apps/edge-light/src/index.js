// Answers with how a document is doing, and is a proxy for others who ask.
import { createClient, isTerminal } from 'document-translation-status';
import { createStatusProxy } from 'document-translation-status/proxy';

addEventListener('fetch', (event) => event.respondWith(answer(event.request)));

async function answer(request) {
  const { pathname, searchParams } = new URL(request.url);
  const { endpoint, token, batchId, documentId } = Object.fromEntries(searchParams);
  const credential = { token };
  if (pathname.startsWith('/translator/'))
    return createStatusProxy({ endpoint, credential, public: true }).fetch(request);
  const client = await createClient({ endpoint, credential });
  const { status } = await client.getDocumentStatus(batchId, documentId);
  return new Response(`${status}, ${isTerminal(status) ? 'at its end' : 'under way'}`);
}
