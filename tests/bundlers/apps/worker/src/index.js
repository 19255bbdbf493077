// Returns the status of the document in the variables; on the service's paths, works as a proxy. /supplied passes the module to createClient.
import { createClient, isTerminal } from 'document-translation-status';
import wasm from 'document-translation-status/module.wasm';
import { createStatusProxy } from 'document-translation-status/proxy';

let proxy;

export default {
  async fetch(request, env) {
    const { endpoint, token, batchId, documentId } = env;
    const credential = { token };
    const { pathname } = new URL(request.url);
    proxy ??= createStatusProxy({ endpoint, credential, public: true });
    if (pathname.startsWith('/translator/')) return proxy.fetch(request);
    const client = await createClient({ endpoint, credential, ...(pathname === '/supplied' && { wasm }) });
    const { status } = await client.getDocumentStatus(batchId, documentId);
    return new Response(`${status}, ${isTerminal(status) ? 'terminal' : 'not terminal'}`);
  },
};
