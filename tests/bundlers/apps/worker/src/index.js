// Answers with how a document is doing, with a module of its own if asked so; and is a proxy for others who ask.
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
    return new Response(`${status}, ${isTerminal(status) ? 'at its end' : 'under way'}`);
  },
};
