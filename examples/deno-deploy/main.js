// The proxy on Deno Deploy. Set the three environment variables there. To run it locally: `deno run --allow-net --allow-env main.js`.
import { createStatusProxy } from 'document-translation-status/proxy';

const proxy = createStatusProxy({
  endpoint: Deno.env.get('AZURE_DOCUMENT_TRANSLATION_ENDPOINT'),
  credential: { key: Deno.env.get('AZURE_DOCUMENT_TRANSLATION_KEY') },
  viewTokenSecrets: [Deno.env.get('VIEW_TOKEN_SECRET')],
});

Deno.serve((request) => proxy.fetch(request));
