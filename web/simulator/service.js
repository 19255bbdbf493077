// The service's response to a request: credentials, routes, statuses, lists and new batches. No sockets, faults or scripts.

import { batchStatus } from './batches.js';
import { documentStatus } from './documents.js';
import { errorReply } from './errors.js';
import { okHeaders, serviceHeaders } from './headers.js';
import { listPage } from './lists.js';
import { isId, listUrl, operationLocation, readRoute } from './routes.js';

/** How far a list lags behind, as a fraction of its batch's duration. Recorded lists lag by less than a second. */
const DEFAULT_LAG = 1 / 20;

/** @typedef {import('./batches.js').SimulatedBatch} SimulatedBatch */
/** @typedef {import('./replies.js').RawReply} RawReply */
/** @typedef {import('./routes.js').Route} Route */

/**
 * The state that responses depend on.
 * @typedef {object} ServiceState
 * @property {string | null} key null if requests need no credential
 * @property {string | null} token
 * @property {readonly string[]} apiVersions
 * @property {number | undefined} listLagMs
 * @property {import('./store.js').Store} store
 */

/**
 * @typedef {object} ServiceRequest
 * @property {string} method
 * @property {string} path as it was sent: dot segments stay, also encoded ones
 * @property {URL} url
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string} body
 */

/**
 * The route of a request, or the error that it gets.
 * @typedef {{ route: Route, error?: undefined } | { route?: undefined, error: import('./errors.js').ErrorName }}
 *   ResolvedRequest
 */

/**
 * @param {ServiceState} state
 * @param {ServiceRequest} request
 * @returns {ResolvedRequest}
 */
export function resolveRequest(state, { method, path, url, headers }) {
  const error = credentialError(state, headers);
  if (error) return { error };
  const route = readRoute(path, url.searchParams);
  if (!route || !state.apiVersions.includes(route.apiVersion)) return { error: 'wrongPath' };
  const startsBatch = method === 'POST' && route.batchId === undefined;
  if (method !== 'GET' && !startsBatch) return { error: 'wrongPath' };
  for (const id of [route.batchId, route.documentId]) {
    if (id !== undefined && !isId(id)) return { error: 'malformedId' };
  }
  return { route };
}

/**
 * @param {ServiceState} state
 * @param {import('node:http').IncomingHttpHeaders} headers
 */
function credentialError({ key, token }, headers) {
  if (key === null) return undefined;
  const sentKey = headers['ocp-apim-subscription-key'];
  if (sentKey !== undefined) return sentKey === key ? undefined : 'wrongKey';
  const sentToken = headers.authorization?.match(/^Bearer (.*)$/i)?.[1];
  if (sentToken !== undefined) return token !== null && sentToken === token ? undefined : 'wrongToken';
  return 'noKey';
}

/**
 * @param {ServiceState} state
 * @param {ServiceRequest} request
 * @param {ResolvedRequest} resolved
 * @param {number} now milliseconds since 1970
 * @param {string} requestId
 * @returns {RawReply}
 */
export function serviceReply(state, request, resolved, now, requestId) {
  if (!resolved.route) return errorReply(resolved.error, requestId);
  if (request.method === 'POST') return startBatch(state, request, resolved.route, requestId);
  const body = readStatus(state, request, resolved.route, now);
  if (typeof body === 'string') return errorReply(body, requestId);
  const json = Buffer.from(JSON.stringify(body));
  return { status: 200, headers: okHeaders(json, requestId), body: json };
}

/**
 * The body of a 200, or the name of an error.
 * @param {ServiceState} state
 * @param {ServiceRequest} request
 * @param {Route} route
 * @param {number} now
 */
function readStatus({ store, listLagMs }, { url }, route, now) {
  const { apiVersion, batchId, documentId } = route;
  /** Lists show statuses as of this time. @param {SimulatedBatch} batch */
  const listTime = ({ durationMs }) => now - (listLagMs ?? durationMs * DEFAULT_LAG);
  if (batchId === undefined) {
    const statuses = Array.from(store.batches.values(), (batch) => batchStatus(batch, listTime(batch), apiVersion));
    return listPage(statuses, listUrl(url, route), route.dated) ?? 'invalidArgument';
  }
  const batch = store.batches.get(batchId.toLowerCase());
  if (!batch) return 'unknownId';
  if (documentId !== undefined) {
    const document = store.documents.get(documentId.toLowerCase());
    return document?.batchId === batch.id ? documentStatus(document, now, apiVersion) : 'unknownId';
  }
  if (!route.documents) return batchStatus(batch, now, apiVersion);
  const statuses = batch.documents.map((document) => documentStatus(document, listTime(batch), apiVersion));
  return listPage(statuses, listUrl(url, route), route.dated) ?? 'invalidArgument';
}

/**
 * Creates a batch with one document for each target of each input. Storage URLs are not checked.
 * @param {ServiceState} state
 * @param {ServiceRequest} request
 * @param {Route} route
 * @param {string} requestId
 * @returns {RawReply}
 */
function startBatch({ store }, { url, body }, route, requestId) {
  let documents;
  try {
    /** @type {{ inputs: { source: { sourceUrl: string }, targets: { targetUrl: string, language: string }[] }[] }} */
    const { inputs } = JSON.parse(body);
    documents = inputs.flatMap(({ source, targets }) => {
      return targets.map(({ targetUrl, language }) => ({
        sourcePath: source.sourceUrl,
        path: targetUrl,
        to: language,
      }));
    });
  } catch {
    return errorReply('invalidRequest', requestId);
  }
  if (documents.length === 0 || documents.length > 1000) return errorReply('invalidRequest', requestId);
  const batch = store.createBatch({ documents });
  const { 'Content-Type': _, ...headers } = serviceHeaders(requestId);
  return {
    status: 202,
    headers: { ...headers, 'Operation-Location': operationLocation(url.origin, route, batch.id) },
    body: '',
  };
}
