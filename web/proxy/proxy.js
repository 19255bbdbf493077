// The proxy: a function from Request to Response that holds the credential and sends one request per document and interval to the service,
// however many viewers there are. It has the service's routes, so that every client of the service works with it.
import { VIEW_TOKEN_HEADER } from '../client/client-options.js';
import { need } from '../client/options.js';
import { isStale } from '../module/policy.js';
import { sleep } from '../watch/sleep.js';
import { createAccess } from './access.js';
import { createCache } from './cache.js';
import { createCors, METHODS } from './cors.js';
import { acceptsEvents, bodyOf, eventIdOf, eventSource, STREAM_HEADERS } from './events.js';
import { listPage } from './list.js';
import { createOperations, nameOf } from './operations.js';
import { createOperatorRoutes } from './operator-routes.js';
import { checkOptions } from './options.js';
import { errorReply, statusReply } from './replies.js';
import { createRouter } from './routes.js';
import { shareFollow } from './share-follow.js';
import { sharedCache } from './shared.js';
import { createStreams } from './streams.js';
import { createUpstream } from './upstream.js';

/** @typedef {import('./options.js').StatusProxyOptions} StatusProxyOptions */
/** @typedef {import('./options.js').Wasm} Wasm */
/** @typedef {import('./cache.js').Context} Context */
/** @typedef {import('./upstream.js').Route} Route */
/** @typedef {import('./upstream.js').Snapshot} Snapshot */
/** @typedef {import('./replies.js').Reply} Reply */

/**
 * @typedef {object} SnapshotSource Returns snapshots in place of the service: the Durable Objects.
 * @property {(route: Route) => Promise<Snapshot>} ask
 * @property {number} longestMs The longest time that `ask` takes.
 * @property {(route: Route, signal: AbortSignal) => AsyncIterable<Snapshot>} follow Ends when the connection ends, throws when it breaks.
 */

/** @typedef {import('../module/types.js').ViewerRequest} ViewerRequest */
/** @typedef {import('../module/types.js').StatusProxy} StatusProxy */

/** @typedef {Reply & { source?: import('./events.js').EventSource }} StreamReply A stream of events if it has a source. */
/** @typedef {{ reply: StreamReply, route?: Route, name?: string, from?: import('./cache.js').Found['from'], stale?: boolean }} Answered */

/** Not `instanceof`: a framework may have a class of its own. @param {any} value */
const isRequest = (value) =>
  typeof value?.url === 'string' && typeof value.method === 'string' && typeof value.headers?.get === 'function';

const noRoute = () => errorReply(404, '404', 'This route does not exist.');

/** @typedef {(route: Route, first: Snapshot, signal: AbortSignal) => AsyncIterable<Snapshot>} FollowAfter */

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
 * @param {(settings: import('./options.js').Settings) => SnapshotSource} [createSource]
 * @returns {StatusProxy}
 */
export function createStatusProxy(wasm, options, createSource) {
  const checked = checkOptions(wasm, options);
  const operations = createOperations(checked);
  const settings = { ...checked, now: operations.now };
  const { instance, now, timeoutMs, deadlineMs, heartbeatMs, reauthorizeMs, basePath } = settings;
  /** The request headers that decide what a response says. */
  const vary = [
    'Origin, Authorization, Accept',
    ...(settings.viewTokenSecrets ? [VIEW_TOKEN_HEADER] : []),
    ...(settings.authorize ? ['Cookie'] : []),
  ].join(', ');
  const routeOf = createRouter(settings);
  const corsHeaders = createCors(settings);
  const streams = createStreams(settings);
  const upstream = createUpstream(settings, operations.emit);
  const operatorRoutes = createOperatorRoutes(settings, operations, streams, (route) => upstream.ask(route));
  /** Whether a new snapshot is older than the known one. Lists are compared by the time of their responses. @param {Snapshot} known @param {Snapshot} received */
  function isOlder({ newest: known }, { newest: received }) {
    if (!known || !received) return false;
    return known.compared && received.compared
      ? isStale(instance(), known.compared, received.compared)
      : received.at < known.at;
  }
  /** @param {Route} route */
  const placeOf = ({ name, batchId, documentId }) => ({ route: name, batchId, documentId });
  /** @param {'object' | 'cache'} what @returns {(route: Route, error: unknown) => void} */
  const fallback = (what) => (route, error) =>
    operations.emit({ type: 'fallback', ...placeOf(route), what, code: nameOf(error) });
  const admit = createAccess(settings, operations, placeOf);
  const shared = sharedCache(settings, isOlder, fallback('cache'));
  const source = createSource?.(settings);
  const objectFault = fallback('object');
  /** If the object does not respond, this isolate sends the request to the service. @type {typeof upstream.ask} */
  async function ask(route, previous) {
    try {
      if (source) return await source.ask(route);
    } catch (error) {
      objectFault(route, error);
    }
    return upstream.ask(route, previous);
  }
  const cache = createCache({
    now,
    maxBytes: settings.maxBytes,
    // Longer than the shared cache, the object and the service take together.
    patienceMs: deadlineMs + (source?.longestMs ?? 0) + timeoutMs + 1000,
    ask: (route, previous, ctx) => shared.get(route, previous, ctx, ask),
    isOlder,
    otherwise: (why, previous) =>
      upstream.standIn(
        previous,
        why === 'busy'
          ? errorReply(503, 'ServiceUnavailable', 'Too many documents are requested at once.')
          : errorReply(504, 'ServiceUnavailable', 'The service did not respond in time.'),
        true,
        now() + settings.limits.minIntervalMs,
      ),
  });

  /** @param {Route} route @param {Context | undefined} ctx @param {AbortSignal} signal */
  async function* follow(route, ctx, signal) {
    while (!signal.aborted) {
      try {
        for await (const snapshot of source?.follow(route, signal) ?? []) {
          yield snapshot;
          if (snapshot.ended) return;
        }
      } catch (error) {
        // This round requests the status from the service, and the next one connects to an object again.
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

  /**
   * @param {Request} request @param {Route} route @param {FollowAfter} followAfter
   * @param {import('./access.js').Access} access @param {Snapshot} first
   * @returns {StreamReply}
   */
  function streamOf(request, route, followAfter, { until, token, authorize }, first) {
    // A browser's EventSource connects again after every end but a 204.
    if (first.ended && request.headers.get('Last-Event-ID') === eventIdOf(first))
      return { status: 204, headers: { 'Cache-Control': 'private, no-cache' }, body: '' };
    const stream = streams.open(token);
    if (stream.refused) return stream.refused;
    const from = now();
    const source = eventSource((signal) => followAfter(route, first, signal), {
      first,
      signal: request.signal,
      heartbeatMs,
      endsInMs: until - from,
      reauthorizeMs,
      authorize,
      onHeartbeat: stream.keep,
      onClosing: stream.onClosing,
      onEnd(reason) {
        stream.close();
        operations.emit({ type: 'stream', ...placeOf(route), what: reason, ms: now() - from });
      },
    });
    return { status: 200, headers: STREAM_HEADERS, body: '', source };
  }

  /** @param {Request} request @param {Context | undefined} ctx @param {FollowAfter} followAfter @returns {Promise<Answered>} */
  async function answer(request, ctx, followAfter) {
    const url = new URL(request.url);
    const route = routeOf(url);
    const own = route ? undefined : operatorRoutes[url.pathname.slice(basePath.length)];
    if (!route && !(own && url.pathname.startsWith(`${basePath}/`))) return { reply: noRoute() };
    const name = route?.name ?? url.pathname.slice(basePath.length + 1);
    if (request.method === 'OPTIONS') return { reply: { status: 204, headers: { Allow: METHODS }, body: '' }, name };
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return { reply: errorReply(405, 'InvalidRequest', 'A status can only be read.', { Allow: METHODS }), name };
    if (!route) return { reply: await /** @type {NonNullable<typeof own>} */ (own)(request, ctx), name };
    const access = await admit(request, route);
    if (access.refused) return { reply: access.refused, route };
    const isStream = acceptsEvents(request.headers.get('Accept'));
    const { snapshot, from } = await cache.get(route, ctx);
    const { stale } = snapshot;
    if (isStream && route.name === 'document' && request.method === 'GET' && snapshot.reply.status === 200)
      return { reply: streamOf(request, route, followAfter, access, snapshot), route, from, stale };
    const reply = await replyOf(route, snapshot, url);
    const waitS = Math.max(1, Math.ceil((snapshot.until - now()) / 1000));
    const headers = { ...reply.headers, 'Retry-After': String(waitS) };
    const known = (request.headers.get('If-None-Match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    const isKnown = reply.status === 200 && known.some((tag) => tag === '*' || tag === reply.headers.ETag);
    return { reply: isKnown ? { status: 304, headers, body: '' } : { ...reply, headers }, route, from, stale };
  }

  /** @param {Request} request @param {Reply} reply */
  function headersOf(request, reply) {
    const headers = new Headers(reply.headers);
    headers.set('Vary', vary);
    headers.set('X-Content-Type-Options', 'nosniff');
    for (const [name, value] of Object.entries(corsHeaders(request))) headers.set(name, value);
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

    async fetch(viewer, _env, ctx) {
      need(isRequest(viewer), 'request', 'fetch takes a Request.');
      const request = /** @type {Request} */ (viewer);
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
