// The edge proxy: a function from Request to Response that holds the credential and asks the service once per document and interval,
// however many look. It has the service's own routes, so that any client of the service works against it unchanged.
import { locate } from '../client/operation-location.js';
import { errorOf } from '../module/errors.js';
import { startInstance } from '../module/loader.js';
import { isObject, need, needNames } from '../client/options.js';
import { isStale } from '../module/policy.js';
import { sleep } from '../watch/sleep.js';
import { ERROR_BATCH_ID, ERROR_DOCUMENT_ID } from '../module/generated/tables.js';
import { createCache } from './cache.js';
import { bodyOf, eventSource, STREAM_HEADERS } from './events.js';
import { listPage } from './list.js';
import { createOperations, nameOf } from './operations.js';
import { checkOptions, isSecret, SECRET_RULE } from './options.js';
import { errorReply, statusReply } from './replies.js';
import { shareFollow } from './share-follow.js';
import { sharedCache } from './shared.js';
import { createStreams } from './streams.js';
import { MAX_JOBS, readViewToken, signViewToken } from './token.js';
import { createUpstream } from './upstream.js';

/** @typedef {import('./options.js').StatusProxyOptions} StatusProxyOptions */
/** @typedef {import('./options.js').Wasm} Wasm */
/** @typedef {import('./cache.js').Context} Context */
/** @typedef {import('./upstream.js').Route} Route */
/** @typedef {import('./upstream.js').Snapshot} Snapshot */
/** @typedef {import('./replies.js').Reply} Reply */

/**
 * @typedef {object} Beyond Where snapshots are had in place of the service: from a Durable Object.
 * @property {(route: Route) => Promise<Snapshot>} ask
 * @property {number} longestMs What that takes at most.
 * @property {(route: Route, signal: AbortSignal) => AsyncIterable<Snapshot>} follow Ends where it breaks.
 */

/** @typedef {Reply & { source?: import('./events.js').EventSource }} StreamReply A stream of events if it has a source. */
/** @typedef {{ reply: StreamReply, route?: Route, name?: string, from?: import('./cache.js').Found['from'], stale?: boolean }} Answered */

const EXPOSED = 'Retry-After, ETag, apim-request-id, X-RequestId';
/** With those that Azure's own clients send from a page. */
export const ALLOWED = 'Authorization, If-None-Match, Last-Event-ID, x-ms-client-request-id, x-ms-useragent';
export const METHODS = 'GET, HEAD, OPTIONS';
const ORIGIN = 'https://localhost';

/** Browsers keep a preflight's answer for no longer than a day. */
const PREFLIGHT_S = '86400';

/** Another copy of the class, or what a framework has in its place, will do. @param {any} value */
const isRequest = (value) =>
  typeof value?.url === 'string' && typeof value.method === 'string' && typeof value.headers?.get === 'function';

const noRoute = () => errorReply(404, '404', 'There is no such route here.');

/**
 * @typedef {object} StatusProxy
 * @property {(request: Request, env?: unknown, ctx?: Context) => Promise<Response>} fetch
 * @property {() => void} close Call it before the process ends, at SIGTERM. /readyz then responds with 503, and each stream ends with a `retry:` of
 *   1 to 5 s. Other requests are answered as before. A new stream sends the current status, and ends.
 */

/**
 * @typedef {object} NodeAccess What toNodeHandler needs of a proxy.
 * @property {(request: Request) => Promise<{ reply: StreamReply, headers: Headers }>} respond With streams that share one loop for each document.
 * @property {number} heartbeatMs
 * @property {() => boolean} isClosed
 */

/** @type {WeakMap<object, NodeAccess>} By proxy. */
export const nodeAccess = new WeakMap();

/**
 * @param {Wasm} wasm
 * @param {StatusProxyOptions} options
 * @param {(settings: import('./options.js').Settings) => Beyond} [makeBeyond]
 * @returns {StatusProxy}
 */
export function createStatusProxy(wasm, options, makeBeyond) {
  const checked = checkOptions(wasm, options);
  const streams = createStreams();
  const operations = createOperations(checked, () => !streams.isClosed);
  const settings = { ...checked, now: operations.now };
  const { instance, now, timeoutMs, deadlineMs, heartbeatMs, basePath, allowedOrigins, viewTokenSecrets, rateLimit } =
    settings;
  const upstream = createUpstream(settings, operations.emit);
  /** Of a list, by when it was told. @param {Snapshot} shown @param {Snapshot} came */
  function isOlder({ newest: shown }, { newest: came }) {
    if (!shown || !came) return false;
    return shown.moment && came.moment ? isStale(instance(), shown.moment, came.moment) : came.at < shown.at;
  }
  /** @param {Route} route */
  const placeOf = ({ name, batchId, documentId }) => ({ route: name, batchId, documentId });
  /** @param {'object' | 'cache'} what @returns {(route: Route, error: unknown) => void} */
  const fallback = (what) => (route, error) =>
    operations.emit({ type: 'fallback', ...placeOf(route), what, code: nameOf(error) });
  const shared = sharedCache(settings, isOlder, fallback('cache'));
  const beyond = makeBeyond?.(settings);
  const objectFault = fallback('object');
  /** If the object doesn't answer, this isolate asks the service itself. @type {typeof upstream.ask} */
  async function ask(route, previous) {
    try {
      if (beyond) return await beyond.ask(route);
    } catch (error) {
      objectFault(route, error);
    }
    return upstream.ask(route, previous);
  }
  const cache = createCache({
    now,
    maxBytes: settings.maxBytes,
    // Longer than the cache, the object and the service take together.
    patienceMs: deadlineMs + (beyond?.longestMs ?? 0) + timeoutMs + 1000,
    ask: (route, previous, ctx) => shared.get(route, previous, ctx, ask),
    isOlder,
    otherwise: (why, previous) =>
      upstream.standIn(
        previous,
        why === 'busy'
          ? errorReply(503, 'ServiceUnavailable', 'Too many documents are asked for at once.')
          : errorReply(504, 'ServiceUnavailable', 'The service did not answer in time.'),
        true,
        now() + settings.limits.minIntervalMs,
      ),
  });

  /** @param {URL} url @returns {(Route & { isDated: boolean }) | undefined} */
  function routeOf({ origin, pathname, search }) {
    if (!pathname.startsWith(`${basePath}/`) || pathname.includes('//')) return undefined;
    try {
      const located = locate(instance(), ORIGIN + pathname + search);
      if (located.endpoint !== ORIGIN + basePath) return undefined;
      const batchId = located.batchId.toLowerCase();
      const documentId = located.documentId?.toLowerCase();
      const common = { batchId, origin, isDated: !located.apiVersion.startsWith('v') };
      const documents = `${batchId}/documents`;
      if (documentId) return { ...common, name: 'document', documentId, key: `${documents}/${documentId}` };
      // With view tokens, the token decides who sees a job.
      if (!viewTokenSecrets && !settings.exposeBatches) return undefined;
      if (/\/documents\/?$/.test(pathname)) return { ...common, name: 'documents', key: documents };
      return { ...common, name: 'batch', key: batchId };
    } catch {
      return undefined;
    }
  }

  /**
   * Until when this viewer may look; else what it is told.
   * @param {Request} request @param {Route} route
   * @returns {Promise<{ refused?: Reply, until: number }>}
   */
  async function admit(request, route) {
    const { batchId, documentId } = route;
    /** @param {Parameters<typeof errorReply>} reply */
    const refuse = (...reply) => ({ refused: errorReply(...reply), until: 0 });
    const [, token = ''] = /^Bearer +(\S+)$/i.exec(request.headers.get('Authorization') ?? '') ?? [];
    const view = viewTokenSecrets && token ? await readViewToken(viewTokenSecrets, token, now()) : undefined;
    if (rateLimit) {
      const place = placeOf(route);
      const addressOf = async () => {
        const address = (await settings.clientAddress?.(request)) ?? '';
        if (typeof address !== 'string') throw new TypeError('clientAddress gives no text.');
        return `address ${address}`;
      };
      const who = view
        ? `token ${token.slice(-43)}`
        : await operations.attempt('clientAddress', place, addressOf, undefined);
      // A limiter that fails refuses nobody. Without an address there is no limit either: all viewers would share it.
      if (who !== undefined && !(await operations.attempt('rateLimit', place, () => rateLimit(who), true)))
        return refuse(429, 'RequestRateTooHigh', 'Too many requests.', { 'Retry-After': '60' });
    }
    if (!viewTokenSecrets) return { until: Infinity };
    if (!view) {
      const how = token ? 'The view token is not valid, or no longer.' : 'A view token is missing.';
      return refuse(401, 'Unauthorized', how, { 'WWW-Authenticate': 'Bearer' });
    }
    const isFor = view.batchIds.includes(batchId) && [undefined, documentId].includes(view.documentId);
    return isFor ? { until: view.until } : refuse(403, 'Unauthorized', 'The view token is for something else.');
  }

  /** @param {Route} route @param {Context | undefined} ctx @param {AbortSignal} signal */
  async function* follow(route, ctx, signal) {
    while (!signal.aborted) {
      try {
        for await (const snapshot of beyond?.follow(route, signal) ?? []) {
          yield snapshot;
          if (snapshot.ended) return;
        }
      } catch (error) {
        // The service is asked in the object's place, then the next round connects to an object again.
        if (!signal.aborted) objectFault(route, error);
      }
      if (signal.aborted) return;
      const { snapshot } = await cache.get(route, ctx);
      yield snapshot;
      if (snapshot.ended) return;
      const wait = Math.max(1, snapshot.until - now());
      await sleep(wait, signal);
    }
  }

  /** @param {Route & { isDated: boolean }} route @param {Snapshot} snapshot @param {URL} url @returns {Promise<Reply>} */
  async function replyOf(route, { reply }, url) {
    if (route.name !== 'documents' || reply.status !== 200) return reply;
    const here = new URL(url.pathname + url.search, settings.publicOrigin ?? url);
    const page = listPage(JSON.parse(reply.body), here, route.isDated);
    return page ? statusReply(JSON.stringify(page)) : errorReply(400, 'InvalidRequest', 'The query is not valid.');
  }

  /** @typedef {(route: Route, first: Snapshot, signal: AbortSignal) => AsyncIterable<Snapshot>} FollowAfter */

  /** @param {Request} request @param {Context | undefined} ctx @param {FollowAfter} followAfter @returns {Promise<Answered>} */
  async function answer(request, ctx, followAfter) {
    const url = new URL(request.url);
    const route = routeOf(url);
    const own = route ? undefined : operations.routes[url.pathname.slice(basePath.length)];
    if (!route && !(own && url.pathname.startsWith(`${basePath}/`))) return { reply: noRoute() };
    const name = route?.name ?? url.pathname.slice(basePath.length + 1);
    if (request.method === 'OPTIONS') return { reply: { status: 204, headers: { Allow: METHODS }, body: '' }, name };
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return { reply: errorReply(405, 'InvalidRequest', 'A status can only be read.', { Allow: METHODS }), name };
    if (!route) return { reply: await /** @type {NonNullable<typeof own>} */ (own)(request), name };
    const { refused, until } = await admit(request, route);
    if (refused) return { reply: refused, route };
    const isStream = /\btext\/event-stream\b/i.test(request.headers.get('Accept') ?? '');
    const { snapshot, from } = await cache.get(route, ctx);
    const { stale } = snapshot;
    if (isStream && route.name === 'document' && request.method === 'GET' && snapshot.reply.status === 200)
      return {
        reply: {
          status: 200,
          headers: STREAM_HEADERS,
          body: '',
          source: eventSource((signal) => followAfter(route, snapshot, signal), {
            first: snapshot,
            heartbeatMs,
            endsInMs: until - now(),
            streams,
          }),
        },
        route,
        from,
        stale,
      };
    const reply = await replyOf(route, snapshot, url);
    const waitS = Math.max(1, Math.ceil((snapshot.until - now()) / 1000));
    const headers = { ...reply.headers, 'Retry-After': String(waitS) };
    const known = (request.headers.get('If-None-Match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    const isKnown = reply.status === 200 && known.some((tag) => tag === '*' || tag === reply.headers.ETag);
    return { reply: isKnown ? { status: 304, headers, body: '' } : { ...reply, headers }, route, from, stale };
  }

  /** @param {Request} request @param {Headers} headers */
  function allowOrigin(request, headers) {
    headers.set('Vary', 'Origin, Authorization, Accept');
    headers.set('X-Content-Type-Options', 'nosniff');
    const origin = request.headers.get('Origin');
    if (!origin || !(allowedOrigins.includes('*') || allowedOrigins.includes(origin))) return;
    headers.set('Access-Control-Allow-Origin', origin);
    headers.set('Access-Control-Expose-Headers', EXPOSED);
    if (request.method !== 'OPTIONS') return;
    headers.set('Access-Control-Allow-Methods', METHODS);
    headers.set('Access-Control-Allow-Headers', ALLOWED);
    headers.set('Access-Control-Max-Age', PREFLIGHT_S);
  }

  /** @param {Request} request @param {Reply} reply */
  function headersOf(request, reply) {
    const headers = new Headers(reply.headers);
    allowOrigin(request, headers);
    return headers;
  }

  /** @param {Request} request @param {Context | undefined} ctx @param {FollowAfter} followAfter */
  async function respond(request, ctx, followAfter) {
    const from = now();
    /** @type {Answered} */
    let answered;
    let headers;
    try {
      answered = await answer(request, ctx, followAfter);
      headers = headersOf(request, answered.reply);
    } catch (error) {
      operations.emit({ type: 'failure', route: 'none', code: nameOf(error) });
      answered = { reply: errorReply(500, 'InternalServerError', 'The proxy has failed.') };
      headers = headersOf(request, answered.reply);
    }
    const { reply, route, name = route?.name ?? 'none', stale = false } = answered;
    operations.emit({
      type: 'request',
      route: name,
      batchId: route?.batchId,
      documentId: route?.documentId,
      method: /^[A-Z]{1,10}$/.test(request.method) ? request.method : 'other',
      status: reply.status,
      from: answered.from,
      stale,
      stream: Boolean(reply.source),
      ms: now() - from,
    });
    return { reply, headers };
  }

  /** @type {StatusProxy} */
  const proxy = {
    close: streams.close,

    async fetch(request, _env, ctx) {
      need(isRequest(request), 'request', 'fetch takes a Request.');
      need(['undefined', 'function'].includes(typeof ctx?.waitUntil), 'ctx', 'Its waitUntil must be a function.');
      const { reply, headers } = await respond(request, ctx, (route, _first, signal) => follow(route, ctx, signal));
      const text = request.method === 'HEAD' || !reply.body ? null : reply.body;
      return new Response(reply.source ? bodyOf(reply.source) : text, { status: reply.status, headers });
    },
  };
  const followShared = shareFollow((route, signal) => follow(route, undefined, signal));
  nodeAccess.set(proxy, {
    respond: (request) => respond(request, undefined, followShared),
    heartbeatMs,
    isClosed: () => streams.isClosed,
  });
  return proxy;
}

/** @param {import('../module/instance.js').Instance} instance @param {string} batchId @param {string} [documentId] */
function areIds(instance, batchId, documentId) {
  try {
    const path = documentId === undefined ? batchId : `${batchId}/documents/${documentId}`;
    const located = locate(instance, `${ORIGIN}/translator/document/batches/${path}?api-version=2024-05-01`);
    return located.batchId === batchId && located.documentId === documentId;
  } catch {
    return false;
  }
}

/**
 * @typedef {object} ViewTokenOptions
 * @property {string | readonly string[]} secret One of the proxy's viewTokenSecrets; of a list, the first signs.
 * @property {string} [batchId] The job. Required unless batchIds is given.
 * @property {string} [documentId] The only document that the token opens. Default: the job, its list and all its documents.
 * @property {readonly string[]} [batchIds] Instead of batchId and documentId: 1 to 20 jobs, each with its list and all its documents.
 * @property {number} expiresInSeconds How long the token is valid.
 */

/**
 * @param {Wasm} wasm
 * @param {ViewTokenOptions} options
 * @returns {Promise<string>}
 */
export async function createViewToken(wasm, options) {
  const instance = startInstance(wasm);
  need(isObject(options), 'options', 'createViewToken takes an object.');
  const { secret, batchId, documentId, batchIds, expiresInSeconds } = options;
  // A token with a misspelled documentId would open the whole job.
  needNames(options, ['secret', 'batchId', 'documentId', 'batchIds', 'expiresInSeconds']);
  const secrets = [secret].flat();
  need(secrets.length && secrets.every(isSecret), 'secret', SECRET_RULE);
  need(
    Number.isSafeInteger(expiresInSeconds) && expiresInSeconds > 0,
    'expiresInSeconds',
    'It must be a whole number of seconds, from 1.',
  );
  if (batchIds !== undefined) {
    need(
      Array.isArray(batchIds) && batchIds.length && batchIds.length <= MAX_JOBS,
      'batchIds',
      `It must be a list of 1 to ${MAX_JOBS} job ids.`,
    );
    need(batchId === undefined && documentId === undefined, 'batchIds', 'It replaces batchId and documentId.');
    if (![...batchIds].every((id) => areIds(instance, id))) throw errorOf(ERROR_BATCH_ID, { target: 'batchIds' });
    return signViewToken(secrets[0], { batchIds }, expiresInSeconds);
  }
  if (batchId === undefined || !areIds(instance, batchId)) throw errorOf(ERROR_BATCH_ID);
  if (documentId !== undefined && !areIds(instance, batchId, documentId)) throw errorOf(ERROR_DOCUMENT_ID);
  return signViewToken(secrets[0], { batchId, documentId }, expiresInSeconds);
}
