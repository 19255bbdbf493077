// Prints a view token for a batch, or for one document of it: npm run token -- BATCH_ID [DOCUMENT_ID]. Your backend creates tokens like this for
// users who may see the document.
import { createViewToken } from 'document-translation-status/proxy';

const [secret] = process.env.VIEW_TOKEN_SECRETS.split(/[\s,]+/);
const [batchId, documentId] = process.argv.slice(2);
console.log(await createViewToken({ secret, batchId, documentId, expiresInSeconds: 3600 }));
