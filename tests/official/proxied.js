// Runs on the Node that Azure's clients ask for: reads a document, its batch and the list of documents by both of them, as their users
// would with the proxy for an endpoint, and prints what they made of it as JSON. Judged by proxied.test.js.

import { DocumentTranslationClient } from '@azure/ai-translation-document';
import rest, { isUnexpected, paginate } from '@azure-rest/ai-translation-document';
import { AzureKeyCredential } from '@azure/core-auth';

const { url, batchId, documentId, unknownId } = JSON.parse(process.env.PROXY ?? '');
const options = { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };

/** @template Item @param {AsyncIterable<Item>} items */
async function all(items) {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

const current = new DocumentTranslationClient(url, new AzureKeyCredential('none'), options);
const previous = rest.default(url, { key: 'none' }, options);
const list = await previous
  .path('/document/batches/{id}/documents', batchId)
  .get({ queryParameters: { maxpagesize: 2 } });
const got = await previous.path('/document/batches/{id}/documents/{documentId}', batchId, documentId).get();

process.stdout.write(
  JSON.stringify({
    current: {
      document: await current.getDocumentStatus(batchId, documentId),
      batch: await current.getTranslationStatus(batchId),
      pages: (await all(current.listDocumentStatuses(batchId, { maxPageSize: 2 }).byPage())).map((page) => page.length),
      cancelled: await all(current.listDocumentStatuses(batchId, { statuses: ['Cancelled'] })),
      unknown: await current.getDocumentStatus(batchId, unknownId).then(
        () => 'no error',
        (/** @type {any} */ { statusCode, code }) => ({ statusCode, code }),
      ),
    },
    previous: { unexpected: isUnexpected(got), document: got.body, listed: await all(paginate(previous, list)) },
  }),
);
