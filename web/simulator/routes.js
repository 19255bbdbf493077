// The service's paths and ids: reads the path of a request and builds the URLs in responses.

/**
 * The target of a request. `documents` is true for a batch's list of documents and for a document in it.
 * @typedef {object} Route
 * @property {string} apiVersion
 * @property {boolean} dated whether the version is a date and in the query, not in the path
 * @property {string} [batchId]
 * @property {boolean} [documents]
 * @property {string} [documentId]
 */

const PATHS = [
  { dated: false, pattern: /^\/\/?translator\/text\/batch\/([^/]+)\/batches(?:\/(.*))?$/ },
  { dated: true, pattern: /^\/\/?translator\/document\/()batches(?:\/(.*))?$/ },
];

/**
 * Reads a request's path and query. Does not check the ids.
 * @param {string} path
 * @param {URLSearchParams} query
 * @returns {Route | undefined} undefined if the service has no such path
 */
export function readRoute(path, query) {
  for (const { dated, pattern } of PATHS) {
    const match = pattern.exec(path);
    if (!match) continue;
    const apiVersion = dated ? (query.get('api-version') ?? '') : match[1];
    const [batchId, documents, documentId, ...rest] = (match[2] ?? '').replace(/\/$/, '').split('/');
    if (rest.length > 0 || (documents !== undefined && documents !== 'documents')) return undefined;
    return {
      apiVersion,
      dated,
      ...(batchId && { batchId }),
      ...(documents && { documents: true }),
      ...(documentId !== undefined && { documentId }),
    };
  }
  return undefined;
}

/**
 * @param {string} origin
 * @param {Route} route of the request that started the batch
 * @param {string} batchId
 */
export function operationLocation(origin, { apiVersion, dated }, batchId) {
  return dated
    ? `${origin}/translator/document/batches/${batchId}?api-version=${apiVersion}`
    : `${origin}/translator/text/batch/${apiVersion}/batches/${batchId}`;
}

/**
 * The URL of a list as its link to the next page has it. In about half of the recorded links of v1.0 the path starts
 * with two slashes.
 * @param {URL} url
 * @param {Route} route
 */
export function listUrl(url, { apiVersion }) {
  const listed = new URL(url);
  listed.pathname = url.pathname.replace(/^\/+/, apiVersion === 'v1.0' ? '//' : '/');
  return listed;
}

/** @param {string} text */
export const isId = (text) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
