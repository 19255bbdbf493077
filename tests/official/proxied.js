// Reads a document, its batch and the list of documents with both of Azure's clients, whose endpoint is the proxy, and prints the results as
// JSON for proxied.test.js. Runs in Node 22 or later, which Azure's clients need.

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
const response = await previous.path('/document/batches/{id}/documents/{documentId}', batchId, documentId).get();

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
    previous: {
      unexpected: isUnexpected(response),
      document: response.body,
      listed: await all(paginate(previous, list)),
    },
  }),
);
