// Reads everything from the simulator with both of Azure's clients, and prints the results as JSON for official.test.js. Runs in Node 22 or
// later, which Azure's clients need.

import { AzureKeyCredential } from '@azure/core-auth';
import { DocumentTranslationClient } from '@azure/ai-translation-document';
import rest, { getLongRunningPoller, isUnexpected, paginate } from '@azure-rest/ai-translation-document';

const { url, key, batchId, failedBatchId, documentIds, unknownId } = JSON.parse(process.env.SIMULATOR ?? '');
const options = { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };

const job = {
  inputs: [
    {
      source: { sourceUrl: 'https://contracts.blob.core.windows.net/source' },
      targets: [{ targetUrl: 'https://contracts.blob.core.windows.net/target', language: 'de' }],
    },
  ],
};

/** @template Item @param {AsyncIterable<Item>} items */
async function all(items) {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

/**
 * The links to the next pages of a list. Azure's clients read `nextLink`, but the service sends `@nextLink`, so the tests pass the links on.
 * @param {string} list path and query
 */
async function links(list) {
  const found = [];
  for (let link = url + list; link; ) {
    const response = await fetch(link, { headers: { 'Ocp-Apim-Subscription-Key': key } });
    ({ '@nextLink': link } = await response.json());
    if (link) found.push(link);
  }
  return found;
}

/** @param {Promise<unknown>} call that must fail */
const failure = (call) =>
  call.then(
    () => 'no error',
    ({ name, code, statusCode, message }) => ({ name, code, statusCode, message }),
  );

/** The current client, for 2026-03-01. */
async function current() {
  const client = new DocumentTranslationClient(url, new AzureKeyCredential(key), options);
  const unauthorized = new DocumentTranslationClient(url, new AzureKeyCredential('wrong'), options);
  /** All pages: the first one, and those of the service's links. @param {() => any} list @param {string} path */
  const pages = async (list, path) => {
    const found = [(await list().byPage().next()).value];
    for (const link of await links(`${path}&api-version=2026-03-01`)) {
      found.push((await list().byPage({ continuationToken: link }).next()).value);
    }
    return found;
  };
  const listed = await pages(
    () => client.listDocumentStatuses(batchId, { maxPageSize: 3, orderBy: ['createdDateTimeUtc desc'] }),
    `/translator/document/batches/${batchId}/documents?maxpagesize=3&orderby=createdDateTimeUtc%20desc`,
  );
  return {
    documents: await Promise.all(documentIds.map((/** @type {string} */ id) => client.getDocumentStatus(batchId, id))),
    batch: await client.getTranslationStatus(batchId),
    failedBatch: await client.getTranslationStatus(failedBatchId),
    listed: listed.flat(),
    pages: listed.map((page) => page.length),
    withoutLinks: (await all(client.listDocumentStatuses(batchId, { maxPageSize: 3 }))).length,
    cancelled: await all(client.listDocumentStatuses(batchId, { statuses: ['Cancelled'] })),
    oldestFirst: await all(
      client.listDocumentStatuses(batchId, { orderBy: ['createdDateTimeUtc asc'], top: 2, skip: 1 }),
    ),
    batches: (
      await pages(
        () => client.listTranslationStatuses({ maxPageSize: 1 }),
        '/translator/document/batches?maxpagesize=1',
      )
    ).flat(),
    started: await client.startTranslation(job, { updateIntervalInMs: 1 }),
    wrongKey: await failure(unauthorized.getDocumentStatus(batchId, documentIds[0])),
    unknown: await failure(client.getDocumentStatus(batchId, unknownId)),
    malformed: await failure(client.getDocumentStatus(batchId, 'x')),
  };
}

/** The previous client, for 2024-05-01. */
async function previous() {
  const createClient = rest.default;
  const client = createClient(url, { key }, options);
  const unauthorized = createClient(url, { key: 'wrong' }, options);

  /** @param {string} path @param {string[]} parameters @param {Record<string, unknown>} [query] */
  const get = async (path, parameters, query) => {
    const response = await client.path(path, ...parameters).get(query && { queryParameters: query });
    return {
      status: response.status,
      unexpected: isUnexpected(response),
      body: response.body,
      headers: response.headers,
    };
  };
  /** @param {string} path @param {string[]} parameters @param {Record<string, unknown>} [query] */
  const list = async (path, parameters, query) => {
    const first = await client.path(path, ...parameters).get({ queryParameters: query });
    const found = await all(paginate(client, first));
    for (let link = first.body['@nextLink']; link; ) {
      const { body } = await client.pathUnchecked(link).get();
      found.push(...body.value);
      link = body['@nextLink'];
    }
    return found;
  };
  const DOCUMENT = '/document/batches/{id}/documents/{documentId}';
  const DOCUMENTS = '/document/batches/{id}/documents';
  const started = await client.path('/document/batches').post({ body: job });
  const rejected = await unauthorized.path(DOCUMENT, batchId, documentIds[0]).get();
  return {
    documents: await Promise.all(documentIds.map((/** @type {string} */ id) => get(DOCUMENT, [batchId, id]))),
    batch: await get('/document/batches/{id}', [batchId]),
    failedBatch: await get('/document/batches/{id}', [failedBatchId]),
    listed: await list(DOCUMENTS, [batchId], { maxpagesize: 3 }),
    cancelled: await list(DOCUMENTS, [batchId], { statuses: ['Cancelled'] }),
    batches: await list('/document/batches', [], { maxpagesize: 1 }),
    started: (await (await getLongRunningPoller(client, started, { intervalInMs: 1 })).pollUntilDone()).body,
    wrongKey: { status: rejected.status, unexpected: isUnexpected(rejected), body: rejected.body },
    unknown: await get(DOCUMENT, [batchId, unknownId]),
  };
}

process.stdout.write(JSON.stringify({ node: process.version, current: await current(), previous: await previous() }));
