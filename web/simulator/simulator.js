// Starts and stops the simulator: the Document Translation service on loopback, for tests and demonstrations. Node only.
// The files of this folder repeat facts about the service that are also in the C core. They do not share them, so that
// the simulator does not confirm a mistake in the core.

import { randomBytes, randomUUID } from 'node:crypto';
import { respondToPreflight, setCorsHeaders } from './cors.js';
import { createExchange } from './exchange.js';
import { createFetch } from './fetch.js';
import * as check from './options.js';
import { createRequestLog } from './requests.js';
import { createScripts } from './scripts.js';
import { createHttpServer } from './server.js';
import { resolveRequest, serviceReply } from './service.js';
import { createStore } from './store.js';
import { createThrottle } from './throttle.js';
import { API_VERSIONS } from './versions.js';

/** @typedef {import('./batches.js').BatchDescriptor} BatchDescriptor */
/** @typedef {import('./batches.js').SimulatedBatch} SimulatedBatch */
/** @typedef {import('./documents.js').Scenario} Scenario */
/** @typedef {import('./options.js').SimulatorOptions} SimulatorOptions */
/** @typedef {import('./replies.js').Reply} Reply */
/** @typedef {import('./requests.js').RequestRecord} RequestRecord */

/**
 * @typedef {object} Simulator
 * @property {string} url The endpoint, without a trailing slash.
 * @property {(url: string | URL | Request, init?: RequestInit) => Promise<Response>} fetch Responds like the port, without a socket:
 *   for tests with fake timers, in jsdom, or in workerd. Pass it as the client's option `fetch`.
 * @property {string | null} key The key that requests must send. It can be changed while the simulator runs.
 * @property {string | null} token The Bearer token that requests can send instead. It can be changed while the simulator
 *   runs.
 * @property {string} batchId The id of the first batch.
 * @property {{ id: string, batchId: string, scenario: Scenario }[]} documents The documents of all batches, in the order
 *   of their creation.
 * @property {{ id: string, documents: { id: string }[] }[]} batches All batches, in the order of their creation.
 * @property {RequestRecord[]} requests All requests so far. `requests.length = 0` clears the list.
 * @property {(count: number) => Promise<RequestRecord>} requested Resolves with request number `count` of `requests`,
 *   counted from 1, as soon as it has arrived. Rejects if the simulator is closed first.
 * @property {() => Promise<void>} settled Resolves when no request is in progress.
 * @property {number} openSockets The number of open connections.
 * @property {(batch?: BatchDescriptor) => SimulatedBatch} createBatch Adds a batch.
 * @property {(target: string, replies?: Reply[]) => void} script Sets the responses to the next requests for a target,
 *   one for each request. The last one is repeated, so end with `{}` to return to normal responses. Without `replies`,
 *   removes the script. The target is the id of a document, the id of a batch, a batch's id followed by `/documents` (its
 *   list of documents), `batches` (the list of batches), or `*` (all requests, also with a wrong credential or path).
 *   While `*` has a script, the other scripts are not used.
 * @property {() => void} release Sends the responses that `{ fault: 'delay' }` holds back.
 * @property {(ms: number) => void} advance Moves the simulator's clock forward.
 * @property {() => Promise<void>} close Closes the port and all connections, and stops all timers. Can be called again.
 */

/** @type {Scenario[]} */
const DEFAULT_DOCUMENTS = ['Succeeded', 'Failed', 'Canceled', 'ValidationFailed'];

/** @type {BatchDescriptor[]} */
const DEFAULT_BATCHES = [{ scenario: 'ValidationFailed' }];

/**
 * Starts the simulator.
 * @example
 * import { createClient } from 'document-translation-status';
 * import { startSimulator } from 'document-translation-status/simulator';
 *
 * const simulator = await startSimulator({ documents: ['Succeeded'], durationMs: 1000 });
 * const client = await createClient({ endpoint: simulator.url, credential: { key: String(simulator.key) } });
 * console.log((await client.waitForBatch(simulator.batchId)).batch.status);
 * await simulator.close();
 * @param {SimulatorOptions} [options] Default: one job with a document for each outcome, on a free port of loopback.
 * @returns {Promise<Simulator>}
 * @throws {TypeError | RangeError} if an option is invalid; the message names the option
 * @throws {Error} if the port is not available
 */
export async function startSimulator(options = {}) {
  check.options(options, 'options');
  const { port = 0, host = '127.0.0.1', durationMs = 5000, cors = false } = options;
  // Date is read at each call, because fake timers replace it.
  const clock = options.now ?? (() => Date.now());

  let advancedMs = 0;
  const now = () => clock() + advancedMs;

  const log = createRequestLog({ now, records: () => simulator.requests });
  const scripts = createScripts(options.staleReplies);
  const throttle = createThrottle(options.throttle);
  let waitsForRequest = options.startOnRequest ?? false;
  /** Responds with 500 if the simulator fails. @type {Parameters<typeof createHttpServer>[0]} */
  const receive = (request, response) => {
    if (waitsForRequest) store.restart();
    waitsForRequest = false;
    const { record, onCut } = log.add(request, response);
    respond(request, response, record, onCut).catch((error) => {
      if (response.headersSent || response.destroyed) return response.destroy();
      response.writeHead(500, { 'Content-Type': 'text/plain' }).end(`Simulator: ${error?.message ?? error}`);
    });
  };
  const server = port === null ? undefined : createHttpServer(receive);
  const inMemory = createFetch(receive);
  const store = createStore({
    durationMs,
    now,
    onBatch: (batch) => {
      simulator.batches.push(batch);
      simulator.documents.push(...batch.documents);
    },
  });

  /** Sends the responses that are held back. @type {Set<() => void>} */
  const held = new Set();
  /** @type {Promise<void> | undefined} */
  let closed;

  /** @type {Simulator} */
  const simulator = {
    url: 'http://127.0.0.1',
    fetch: inMemory.send,
    key: options.key === undefined ? randomBytes(16).toString('hex') : options.key,
    token: options.token ?? null,
    batchId: '',
    documents: [],
    batches: [],
    requests: [],
    requested: log.requested,
    settled: log.settled,
    get openSockets() {
      return server?.openSockets ?? 0;
    },
    createBatch: store.createBatch,
    script: scripts.set,
    release: () => {
      for (const send of held) send();
      held.clear();
    },
    advance: (ms) => {
      check.advance(ms, 'ms');
      advancedMs += ms;
    },
    close: () => (closed ??= close()),
  };

  /** @type {import('./service.js').ServiceState} */
  const state = {
    get key() {
      return simulator.key;
    },
    get token() {
      return simulator.token;
    },
    apiVersions: options.apiVersions ?? API_VERSIONS,
    listLagMs: options.listLagMs,
    store,
  };

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   * @param {RequestRecord} record
   * @param {() => void} onCut
   */
  async function respond(request, response, record, onCut) {
    response.on('error', () => {});
    response.setHeader('Date', new Date(record.at).toUTCString());
    if (record.method !== 'GET') for await (const chunk of request.setEncoding('utf8')) record.body += chunk;
    if (cors) {
      setCorsHeaders(response);
      if (record.method === 'OPTIONS') return respondToPreflight(request, response);
    }
    const serviceRequest = {
      method: record.method,
      path: record.path,
      url: urlOf(request.headers.host, record.url) ?? new URL(simulator.url),
      headers: record.headers,
      body: record.body,
    };
    const resolved = resolveRequest(state, serviceRequest);
    const requestId = randomUUID();
    const exchange = createExchange({
      record,
      response,
      socket: request.socket,
      requestId,
      onCut,
      normalReply: (ageMs = 0) =>
        throttle(record, requestId) ?? serviceReply(state, serviceRequest, resolved, now() - ageMs, requestId),
      cacheHeaders: (ageMs) => ({ Age: String(Math.round(ageMs / 1000)), 'X-RequestId': randomUUID() }),
      untilReleased: () =>
        new Promise((resolve) => {
          held.add(resolve);
          response.once('close', resolve);
        }),
    });
    await exchange.send(scripts.next(resolved.route));
  }

  async function close() {
    log.close();
    simulator.release();
    inMemory.close();
    await server?.close();
  }

  const first = store.createBatch({ documents: options.documents ?? DEFAULT_DOCUMENTS });
  for (const batch of options.batches ?? DEFAULT_BATCHES) store.createBatch(batch);
  simulator.batchId = first.id;
  if (server) simulator.url = await server.listen(Number(port), host);
  return simulator;
}

/**
 * The URL of a request as its client has it, so that the links in responses have the same origin.
 * @param {string | undefined} host
 * @param {string} target
 */
function urlOf(host, target) {
  const url = `http://${host}${target}`;
  return target.startsWith('/') && URL.canParse(url) ? new URL(url) : undefined;
}
