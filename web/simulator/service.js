// What the service answers to a request, with nothing going wrong: credentials, routes, statuses, lists, new batches.
// No sockets here; faults and scripts come later.

import { createHash } from 'node:crypto';
import { batchStatus, documentStatus } from './documents.js';
import { listPage } from './lists.js';
import { errorReply, isId, listUrl, operationLocation, readRoute, serviceHeaders, statusHeaders } from './wire.js';

/** How far a list lags behind, as a part of its batch's duration. Recorded lists lag by less than a second. */
const DEFAULT_LAG = 1 / 20;

/** @typedef {import('./wire.js').RawReply} RawReply */
/** @typedef {import('./wire.js').Route} Route */
/** @typedef {import('./documents.js').BatchDescriptor} BatchDescriptor */
/** @typedef {import('./documents.js').SimulatedBatch} SimulatedBatch */
/** @typedef {import('./documents.js').SimulatedDocument} SimulatedDocument */

/**
 * What the service knows.
 * @typedef {object} ServiceState
 * @property {string | null} key null: no credential is asked for
 * @property {string | null} token
 * @property {readonly string[]} apiVersions
 * @property {number | undefined} listLagMs
 * @property {Map<string, SimulatedBatch>} batches by lower-case id, oldest first
 * @property {Map<string, SimulatedDocument>} documents by lower-case id
 * @property {(batch: BatchDescriptor) => SimulatedBatch} createBatch
 */

/**
 * What a request says.
 * @typedef {object} ServiceRequest
 * @property {string} method
 * @property {string} path as it was sent: dot segments, encoded ones too, stay
 * @property {URL} url
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string} body
 */

/**
 * A request as the service understands it: where it leads, or the error that it gets.
 * @typedef {{ route: Route, error?: undefined } | { route?: undefined, error: import('./wire.js').ErrorName }} Reading
 */

/**
 * @param {ServiceState} state
 * @param {ServiceRequest} request
 * @returns {Reading}
 */
export function readRequest(state, { method, path, url, headers }) {
  const refusal = refuseCredential(state, headers);
  if (refusal) return { error: refusal };
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
function refuseCredential({ key, token }, headers) {
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
 * @param {Reading} reading
 * @param {number} now milliseconds since 1970
 * @param {string} requestId
 * @returns {RawReply}
 */
export function serviceReply(state, request, reading, now, requestId) {
  if (!reading.route) return errorReply(reading.error, requestId);
  if (request.method === 'POST') return startBatch(state, request, reading.route, requestId);
  const body = read(state, request, reading.route, now);
  if (typeof body === 'string') return errorReply(body, requestId);
  const json = Buffer.from(JSON.stringify(body));
  return { status: 200, headers: okHeaders(json, requestId), body: json };
}

/**
 * The headers of a 200 with that body.
 * @param {Uint8Array} body
 * @param {string} requestId
 */
export const okHeaders = (body, requestId) => ({
  ...serviceHeaders(requestId),
  ...statusHeaders(createHash('sha256').update(body).digest('hex').toUpperCase()),
});

/**
 * @param {ServiceState} state
 * @param {ServiceRequest} request
 * @param {Route} route
 * @param {number} now
 */
function read({ batches, documents, listLagMs }, { url }, route, now) {
  const { apiVersion, batchId, documentId } = route;
  /** The moment that a list shows. @param {SimulatedBatch} batch */
  const then = ({ durationMs }) => now - (listLagMs ?? durationMs * DEFAULT_LAG);
  if (batchId === undefined) {
    const statuses = Array.from(batches.values(), (batch) => batchStatus(batch, then(batch), apiVersion));
    return listPage(statuses, listUrl(url, route), route.dated) ?? 'invalidArgument';
  }
  const batch = batches.get(batchId.toLowerCase());
  if (!batch) return 'unknownId';
  if (documentId !== undefined) {
    const document = documents.get(documentId.toLowerCase());
    return document?.batchId === batch.id ? documentStatus(document, now, apiVersion) : 'unknownId';
  }
  if (!route.documents) return batchStatus(batch, now, apiVersion);
  const statuses = batch.documents.map((document) => documentStatus(document, then(batch), apiVersion));
  return listPage(statuses, listUrl(url, route), route.dated) ?? 'invalidArgument';
}

/**
 * A batch with one document for each target of each input; what it says of storage is not looked at.
 * @param {ServiceState} state
 * @param {ServiceRequest} request
 * @param {Route} route
 * @param {string} requestId
 * @returns {RawReply}
 */
function startBatch({ createBatch }, { url, body }, route, requestId) {
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
  const batch = createBatch({ documents });
  const { 'Content-Type': _, ...headers } = serviceHeaders(requestId);
  return {
    status: 202,
    headers: { ...headers, 'Operation-Location': operationLocation(url.origin, route, batch.id) },
    body: '',
  };
}
