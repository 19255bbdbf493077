// Returns the status of the document in the query; on the service's paths, works as a proxy.
import { createClient, isTerminal } from 'document-translation-status';
import { createStatusProxy } from 'document-translation-status/proxy';

addEventListener('fetch', (event) => event.respondWith(respond(event.request)));

async function respond(request) {
  const { pathname, searchParams } = new URL(request.url);
  const { endpoint, token, batchId, documentId } = Object.fromEntries(searchParams);
  const credential = { token };
  if (pathname.startsWith('/translator/'))
    return createStatusProxy({ endpoint, credential, public: true }).fetch(request);
  const client = await createClient({ endpoint, credential });
  const { status } = await client.getDocumentStatus(batchId, documentId);
  return new Response(`${status}, ${isTerminal(status) ? 'terminal' : 'not terminal'}`);
}
