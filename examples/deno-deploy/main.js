// The proxy on Deno Deploy: the three variables are set there. To try it: `deno run --allow-net --allow-env main.js`.
import { createStatusProxy } from 'document-translation-status/proxy';

const proxy = createStatusProxy({
  endpoint: Deno.env.get('AZURE_DOCUMENT_TRANSLATION_ENDPOINT'),
  credential: { key: Deno.env.get('AZURE_DOCUMENT_TRANSLATION_KEY') },
  viewTokenSecrets: [Deno.env.get('VIEW_TOKEN_SECRET')],
});

Deno.serve((request) => proxy.fetch(request));
