// Finds the client's method that requests a URL.
import { batchOf, documentOf, pageOf } from './decode.js';

/** Returns the client's first page, with the link that the client follows to the second one. @param {any} pages @param {string[]} requested */
async function firstPage(pages, requested) {
  const iterator = pages.byPage()[Symbol.asyncIterator]();
  const { continuationToken: _, ...page } = (await iterator.next()).value;
  await iterator.next();
  return { ...page, ...(requested[1] && { nextLink: new URL(requested[1]).href }) };
}

/**
 * The operation that a URL requests.
 * @typedef {object} Operation
 * @property {string} name
 * @property {string} endpoint
 * @property {string | undefined} apiVersion
 * @property {(client: any, requested: string[]) => Promise<any>} call calls the client; `requested` are the URLs that the client requests
 * @property {(body: any) => any} expect returns the expected result for a parsed body
 */

const ROUTE =
  /^(.*?)\/{1,2}translator\/(?:text\/batch\/(v[^/]+)|document)\/batches(?:\/([^/]+)(?:\/(documents)(?:\/([^/]+))?)?)?\/?$/;

/** @param {string} url @returns {Operation | undefined} undefined if the client has no such operation */
export function operationOf(url) {
  if (!URL.canParse(url)) return undefined;
  const { origin, pathname, searchParams } = new URL(url);
  const [, prefix = '', inPath, batchId, documents, documentId] = ROUTE.exec(pathname) ?? [];
  if (!ROUTE.test(pathname)) return undefined;
  const apiVersion = inPath ?? searchParams.get('api-version') ?? undefined;
  const where = { endpoint: origin + prefix, apiVersion };
  if (documentId)
    return {
      ...where,
      name: 'getDocumentStatus',
      call: (client) => client.getDocumentStatus(batchId, documentId),
      expect: documentOf,
    };
  if (documents)
    return {
      ...where,
      name: 'listDocumentStatuses',
      call: (client, requested) => firstPage(client.listDocumentStatuses(batchId), requested),
      expect: (body) => pageOf(body, documentOf),
    };
  if (batchId)
    return { ...where, name: 'getBatchStatus', call: (client) => client.getBatchStatus(batchId), expect: batchOf };
  return {
    ...where,
    name: 'listBatchStatuses',
    call: (client, requested) => firstPage(client.listBatchStatuses(), requested),
    expect: (body) => pageOf(body, batchOf),
  };
}
