// The Document Translation service on loopback, for demonstrations and tests: starts and ends it, records what it is
// asked, and lets its time and its replies be scripted. Node only.

import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createDocument } from './documents.js';
import { createExchange } from './exchange.js';
import * as check from './options.js';
import { readRequest, serviceReply } from './service.js';
import { API_VERSIONS, ERRORS, EXPOSED_HEADERS, errorReply } from './wire.js';

/** @typedef {import('./documents.js').Scenario} Scenario */
/** @typedef {import('./documents.js').DocumentDescriptor} DocumentDescriptor */
/** @typedef {import('./documents.js').BatchDescriptor} BatchDescriptor */
/** @typedef {import('./documents.js').SimulatedBatch} SimulatedBatch */
/** @typedef {import('./documents.js').SimulatedDocument} SimulatedDocument */
/** @typedef {import('./exchange.js').Reply} Reply */
/** @typedef {import('./exchange.js').RequestRecord} RequestRecord */
/** @typedef {import('./wire.js').RawReply} RawReply */
/** @typedef {import('./faults.js').Fault} Fault */
/** @typedef {import('./faults.js').FaultName} FaultName */

/**
 * @typedef {object} SimulatorOptions
 * @property {number} [port] default 0: any free one
 * @property {string} [host] default `127.0.0.1`
 * @property {string | null} [key] default: a made-up one; `null`: no credential is asked for
 * @property {string | null} [token] a Bearer token that is taken in place of the key; default: none is
 * @property {readonly string[]} [apiVersions] default: every version that the service has had
 * @property {number | (Scenario | DocumentDescriptor)[]} [documents] of the first batch; default: one each that
 *   succeeds, fails, is canceled, and fails validation
 * @property {BatchDescriptor[]} [batches] more batches; default: one that fails validation as a whole
 * @property {number} [durationMs] how long a document takes from its creation to its last status; default 5,000
 * @property {number} [listLagMs] a list shows each document, or each batch, as it was that long ago; default: a twentieth of
 *   the batch's `durationMs`. A document or batch itself is always shown as it is.
 * @property {() => number} [now] the time, in milliseconds since 1970; default `Date.now`. See also `advance`.
 * @property {StaleReplies} [staleReplies] default: none
 * @property {Throttle} [throttle] default: none
 * @property {boolean} [cors] answer pages of other origins, as the service itself does not; default false
 */

/**
 * The service's cache: each `every`-th 200 for a document is as it was `ageMs` ago, with an `Age`.
 * @typedef {{ every?: number, ageMs?: number }} StaleReplies
 */

/**
 * More than `limit` requests in `windowMs` (default 1,000) are answered by 429, with `retryAfter` (seconds, default 9)
 * and in one of two forms: the service's own (default) or the gateway's.
 * @typedef {{ limit: number, windowMs?: number, retryAfter?: number, form?: 'service' | 'gateway' }} Throttle
 */

/**
 * @typedef {object} Simulator
 * @property {string} url the endpoint, without a trailing slash
 * @property {string | null} key may be changed while it runs
 * @property {string | null} token may be changed while it runs
 * @property {string} batchId of the first batch
 * @property {{ id: string, batchId: string, scenario: Scenario }[]} documents of all batches, in the order of their making
 * @property {{ id: string, documents: { id: string }[] }[]} batches
 * @property {RequestRecord[]} requests so far; `requests.length = 0` forgets them
 * @property {(count: number) => Promise<RequestRecord>} requested resolves with the `count`-th request (from 1) since
 *   the requests were last forgotten; rejects when the simulator is closed first
 * @property {() => Promise<void>} settled resolves when no request is under way
 * @property {number} openSockets
 * @property {(batch?: BatchDescriptor) => SimulatedBatch} createBatch
 * @property {(target: string, replies?: Reply[]) => void} script what to answer, one reply for each next request; the last
 *   one stays, so end with `{}` to go back to the ordinary. The target is a document's id, a batch's id, a batch's id and
 *   `/documents` (its list), `batches` (the list of batches), or `*` (any request, before credential and path are looked
 *   at; the others come after). Without replies the script is taken away.
 * @property {() => void} release lets every reply go that is held by `{ fault: 'delay' }`
 * @property {(ms: number) => void} advance moves the simulator's time on
 * @property {() => Promise<void>} close ends everything at once: connections, timers, the port; idempotent
 */

/** @type {Scenario[]} */
const HANDFUL = ['Succeeded', 'Failed', 'Canceled', 'ValidationFailed'];

/**
 * Starts the simulator.
 * @param {SimulatorOptions} [options]
 * @returns {Promise<Simulator>}
 * @throws {TypeError | RangeError} where an option can't be used; its message names the option
 * @throws {Error} where the port can't be had
 */
export async function startSimulator(options = {}) {
  check.options(options, 'options');
  const {
    port = 0,
    host = '127.0.0.1',
    apiVersions = API_VERSIONS,
    durationMs = 5000,
    now: clock = Date.now,
    staleReplies,
    throttle,
    cors = false,
  } = options;

  let advanced = 0;
  const now = () => clock() + advanced;

  /** @type {Map<string, SimulatedBatch>} */
  const batches = new Map();
  /** @type {Map<string, SimulatedDocument>} */
  const documents = new Map();
  /** @type {Map<string, { replies: Reply[], next: number }>} */
  const scripts = new Map();
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  /** @type {Set<Promise<unknown>>} */
  const underWay = new Set();
  /** @type {Set<() => void>} */
  const held = new Set();
  /** @type {Set<{ count: number, resolve: (record: RequestRecord) => void, reject: (reason: Error) => void }>} */
  const awaited = new Set();
  /** @type {Promise<void> | undefined} */
  let closed;
  let replies = 0;
  const window = { since: -Infinity, count: 0 };

  /** @type {Simulator} */
  const sim = {
    url: '',
    key: options.key === undefined ? randomBytes(16).toString('hex') : options.key,
    token: options.token ?? null,
    batchId: '',
    documents: [],
    batches: [],
    requests: [],
    requested: (count) => {
      /** @type {Promise<RequestRecord>} */
      const request = new Promise((resolve, reject) => {
        check.count(count, 'count');
        if (sim.requests.length >= count) resolve(sim.requests[count - 1]);
        else if (closed) reject(new Error('The simulator is closed.'));
        else awaited.add({ count, resolve, reject });
      });
      request.catch(() => {});
      return request;
    },
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    get openSockets() {
      return sockets.size;
    },
    createBatch,
    script: (target, scripted = []) => {
      check.target(target, 'target');
      check.replies(scripted, 'replies');
      const name = target.toLowerCase();
      if (scripted.length > 0) scripts.set(name, { replies: scripted, next: 0 });
      else scripts.delete(name);
    },
    release: () => {
      for (const resolve of held) resolve();
      held.clear();
    },
    advance: (ms) => {
      check.advance(ms, 'ms');
      advanced += ms;
    },
    close: () => (closed ??= close()),
  };

  /** @param {BatchDescriptor} [descriptor] */
  function createBatch(descriptor = {}) {
    check.batch(descriptor, 'batch');
    const { scenario, error } = descriptor;
    const wanted = descriptor.documents ?? (scenario ? 0 : 1);
    /** @type {(Scenario | DocumentDescriptor)[]} */
    const descriptors = typeof wanted === 'number' ? Array.from({ length: wanted }, () => ({})) : wanted;
    /** @type {SimulatedBatch} */
    const batch = {
      id: descriptor.id ?? randomUUID(),
      createdAt: descriptor.createdAt ?? now(),
      durationMs: descriptor.durationMs ?? durationMs,
      documents: [],
      ...(scenario && { scenario, error }),
    };
    batch.documents = descriptors.map((wish, i) => createDocument(wish, batch, i, documents.size + i));
    batches.set(batch.id.toLowerCase(), batch);
    for (const document of batch.documents) documents.set(document.id.toLowerCase(), document);
    sim.batches.push(batch);
    sim.documents.push(...batch.documents);
    return batch;
  }

  const state = {
    get key() {
      return sim.key;
    },
    get token() {
      return sim.token;
    },
    apiVersions,
    listLagMs: options.listLagMs,
    batches,
    documents,
    createBatch,
  };

  const server = createServer({ keepAliveTimeout: 0 });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  server.on('request', (request, response) => {
    const { record, cut } = observe(request, response);
    underWay.add(record.done);
    record.done.then(() => underWay.delete(record.done));
    sim.requests.push(record);
    for (const waiter of awaited) {
      if (sim.requests.length < waiter.count) continue;
      awaited.delete(waiter);
      waiter.resolve(record);
    }
    serve(request, response, record, cut).catch((error) => {
      if (response.headersSent || response.destroyed) return response.destroy();
      response.writeHead(500, { 'Content-Type': 'text/plain' }).end(`Simulator: ${error?.message ?? error}`);
    });
  });

  /**
   * A request's record, kept up to date until the exchange is over.
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  function observe(request, response) {
    let wasCut = false;
    const target = request.url ?? '/';
    const [path, ...query] = target.split('?');
    /** @type {RequestRecord} */
    const record = {
      method: request.method ?? '',
      url: target,
      path,
      query: new URLSearchParams(query.join('?')),
      headers: request.headers,
      body: '',
      at: now(),
      finished: false,
      aborted: false,
      done: new Promise((resolve) => {
        response.on('close', () => {
          const outcome = wasCut || closed ? 'cut' : response.writableFinished ? 'finished' : 'aborted';
          record.finished = outcome === 'finished';
          record.aborted = outcome === 'aborted';
          resolve(outcome);
        });
      }),
    };
    const cut = () => {
      wasCut = true;
    };
    return { record, cut };
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   * @param {RequestRecord} record
   * @param {() => void} onCut
   */
  async function serve(request, response, record, onCut) {
    response.on('error', () => {});
    response.setHeader('Date', new Date(record.at).toUTCString());
    if (record.method !== 'GET') for await (const chunk of request.setEncoding('utf8')) record.body += chunk;
    if (cors) {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Access-Control-Expose-Headers', EXPOSED_HEADERS);
      if (record.method === 'OPTIONS') return preflight(request, response);
    }
    const asked = {
      method: record.method,
      path: record.path,
      url: ownUrl(request.headers.host, record.url) ?? new URL(sim.url),
      headers: record.headers,
      body: record.body,
    };
    const reading = readRequest(state, asked);
    const requestId = randomUUID();
    const exchange = createExchange({
      record,
      response,
      socket: request.socket,
      requestId,
      onCut,
      ordinary: (ageMs = 0) => {
        const limited = throttled(record, requestId);
        return limited ?? serviceReply(state, asked, reading, now() - ageMs, requestId);
      },
      cacheHeaders: (ageMs) => ({ Age: String(Math.round(ageMs / 1000)), 'X-RequestId': randomUUID() }),
      released: () =>
        new Promise((resolve) => {
          held.add(resolve);
          response.once('close', resolve);
        }),
    });
    await exchange.answer(nextReply(reading));
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  function preflight(request, response) {
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
    response.setHeader('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '*');
    response.writeHead(204).end();
  }

  /** @type {WeakMap<RequestRecord, boolean>} */
  const overLimit = new WeakMap();

  /**
   * @param {RequestRecord} record counted once
   * @param {string} requestId
   * @returns {RawReply | undefined}
   */
  function throttled(record, requestId) {
    if (!throttle) return undefined;
    const { limit, windowMs = 1000, retryAfter = 9, form = 'service' } = throttle;
    if (!overLimit.has(record)) {
      if (record.at - window.since >= windowMs) Object.assign(window, { since: record.at, count: 0 });
      window.count += 1;
      overLimit.set(record, window.count > limit);
    }
    if (!overLimit.get(record)) return undefined;
    const reply = errorReply(form === 'gateway' ? 'throttledByGateway' : 'throttled', requestId);
    return { ...reply, headers: { ...reply.headers, 'Retry-After': retryAfter } };
  }

  /** @param {import('./service.js').Reading} reading @returns {Reply} */
  function nextReply({ route }) {
    const script = scripts.get('*') ?? (route && scripts.get(scriptTarget(route)));
    if (script) return script.replies[Math.min(script.next++, script.replies.length - 1)];
    if (staleReplies && route?.documentId !== undefined && ++replies % (staleReplies.every ?? 2) === 0) {
      return { fault: 'stale', ageMs: staleReplies.ageMs };
    }
    return {};
  }

  function close() {
    for (const { reject } of awaited) reject(new Error('The simulator was closed before that request came.'));
    awaited.clear();
    sim.release();
    return /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      })
    );
  }

  const first = createBatch({ documents: options.documents ?? HANDFUL });
  for (const batch of options.batches ?? [{ scenario: /** @type {const} */ ('ValidationFailed') }]) createBatch(batch);
  sim.batchId = first.id;
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, host, () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  sim.url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  return sim;
}

/**
 * A request's URL as its client sees it, so that next links and operations lie on the same origin.
 * @param {string | undefined} host
 * @param {string} target
 */
function ownUrl(host, target) {
  const url = `http://${host}${target}`;
  return target.startsWith('/') && URL.canParse(url) ? new URL(url) : undefined;
}

/** @param {import('./wire.js').Route} route */
function scriptTarget({ batchId, documents, documentId }) {
  return (
    documentId ?? (batchId === undefined ? 'batches' : `${batchId}${documents ? '/documents' : ''}`)
  ).toLowerCase();
}

export { API_VERSIONS, ERRORS };
