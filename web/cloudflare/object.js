// A Durable Object for each document: the one in the world that asks about it. It asks when a worker wants to know, and by itself, by
// alarms, while workers listen; what it is told goes to them over WebSockets that let it hibernate.
import { inTime, namedError } from '../proxy/deadline.js';
import { createOperations, nameOf } from '../proxy/operations.js';
import { checkOptions } from '../proxy/options.js';
import { isRoute, readSnapshot } from '../proxy/snapshot.js';
import { createUpstream } from '../proxy/upstream.js';

/** @typedef {import('../proxy/options.js').StatusProxyOptions} StatusProxyOptions */
/** @typedef {import('../proxy/upstream.js').Route} Route */
/** @typedef {import('../proxy/upstream.js').Snapshot} Snapshot */

/** A snapshot that holds no longer is still what is newest; after this time nobody looks any more. */
const KEPT_MS = 3_600_000;

/** How long an object may take for an answer, apart from the time for its request to the service. */
const GRACE_MS = 5000;

/** No answer waits until storage has confirmed a write. */
const UNCONFIRMED = { allowUnconfirmed: true };

/** Another name when less may be shown than before: what an earlier release has stored is then not read. */
const KEY = 'state 2';

/** @param {Route} route */
const urlOf = ({ name, batchId, documentId = '' }) => `https://object.invalid/${name}/${batchId}/${documentId}`;

/**
 * A response whose headers go out at once and say that the object is alive; the snapshot follows as soon as it is known.
 * @param {() => Promise<Snapshot>} known
 */
const later = (known) =>
  new Response(
    new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode(JSON.stringify(await known())));
        controller.close();
      },
    }),
  );

const invalidSnapshot = () => namedError('InvalidSnapshot', 'The snapshot has a form that this version does not know.');

/** @param {string} url @returns {Route} */
function routeOf(url) {
  const [name, batchId, documentId] = new URL(url).pathname.slice(1).split('/');
  return { name: /** @type {any} */ (name), batchId, documentId: documentId || undefined, key: '' };
}

/**
 * @template Env
 * @param {import('../proxy/options.js').Wasm} wasm
 * @param {(env: Env) => StatusProxyOptions} optionsOf
 * @returns {{ new (ctx: any, env: Env): { fetch(request: Request): Promise<Response>, alarm(): Promise<void> } }}
 */
export function createStatusObject(wasm, optionsOf) {
  return class StatusObject {
    #ctx;
    #emit;
    #settings;
    #upstream;
    /** @type {Route | undefined} */
    #route;
    /** @type {Snapshot | undefined} */
    #snapshot;
    /** @type {Promise<Snapshot> | undefined} */
    #asked;

    /** @param {any} ctx @param {Env} env */
    constructor(ctx, env) {
      this.#ctx = ctx;
      const checked = checkOptions(wasm, optionsOf(env));
      const { emit, now } = createOperations(checked);
      this.#emit = emit;
      this.#settings = { ...checked, now };
      this.#upstream = createUpstream(this.#settings, emit);
      ctx.blockConcurrencyWhile(async () => {
        // Without what was stored, the service is asked anew.
        try {
          const kept = await ctx.storage.get(KEY);
          // An earlier release stored under another key what is no longer to be kept.
          if (!kept && (await ctx.storage.list({ limit: 1 })).size) await ctx.storage.deleteAll();
          if (!kept) return;
          if (!isRoute(kept.route)) throw invalidSnapshot();
          this.#route = kept.route;
          this.#snapshot = readSnapshot(kept.snapshot, kept.route, this.#settings);
          if (!this.#snapshot) throw invalidSnapshot();
        } catch (error) {
          this.#storageFault(error);
        }
      });
    }

    /** @param {unknown} error */
    #storageFault(error) {
      const { name = 'none', batchId, documentId } = this.#route ?? {};
      this.#emit({ type: 'fallback', route: name, batchId, documentId, what: 'storage', code: nameOf(error) });
    }

    /** @param {Request} request */
    async fetch(request) {
      const route = routeOf(request.url);
      // Another version's route. The worker asks the service by itself.
      if (!isRoute(route)) return new Response(null, { status: 400 });
      this.#route = route;
      if (request.headers.get('Upgrade') !== 'websocket') return later(() => this.#current());
      const { 0: client, 1: server } = new /** @type {any} */ (globalThis).WebSocketPair();
      this.#ctx.acceptWebSocket(server);
      // The connection opens at once: that says that the object is alive. A new snapshot is told to all who listen.
      if (this.#snapshot && this.#holds()) {
        this.#tell([server], this.#snapshot);
        this.#store(() => this.#schedule());
      } else this.#current().catch(() => server.close(1011));
      return new Response(null, /** @type {any} */ ({ status: 101, webSocket: client }));
    }

    async alarm() {
      // Nothing is stored that this release can read. Workers that listen notice the silence, and ask again.
      if (!this.#route) return void (await this.#ctx.storage.deleteAll());
      const { now } = this.#settings;
      const until = this.#snapshot?.until ?? 0;
      if (this.#ctx.getWebSockets().length) await this.#current();
      else if (now() >= until + KEPT_MS) return void (await this.#ctx.storage.deleteAll());
      await this.#schedule();
    }

    /** @param {any} socket @param {number} code */
    webSocketClose(socket, code) {
      // 1005 and 1006 say that there was no code; they can't be sent.
      socket.close(code === 1005 || code === 1006 ? 1000 : code);
    }

    #holds() {
      return this.#settings.now() < (this.#snapshot?.until ?? -Infinity);
    }

    async #current() {
      if (this.#snapshot && this.#holds()) return this.#snapshot;
      this.#asked ??= this.#ask().finally(() => {
        this.#asked = undefined;
      });
      return this.#asked;
    }

    async #ask() {
      const route = /** @type {Route} */ (this.#route);
      const snapshot = await this.#upstream.ask(route, this.#snapshot);
      this.#snapshot = snapshot;
      this.#tell(this.#ctx.getWebSockets(), snapshot);
      // Of what is not known nothing is kept for longer than the object lives: there may be any number of made-up ids. A reply too large to be
      // stored is remembered as long.
      if (snapshot.newest) this.#store(() => this.#ctx.storage.put(KEY, { route, snapshot }, UNCONFIRMED));
      this.#store(() => this.#schedule());
      return snapshot;
    }

    /** Storage that fails, or hangs, costs no answer. @param {() => Promise<unknown>} write */
    async #store(write) {
      try {
        await inTime(this.#settings.deadlineMs, write);
      } catch (error) {
        this.#storageFault(error);
      }
    }

    /** @param {any[]} sockets @param {Snapshot} snapshot */
    #tell(sockets, snapshot) {
      const message = JSON.stringify(snapshot);
      for (const socket of sockets) {
        try {
          socket.send(message);
          if (snapshot.ended) socket.close(1000);
        } catch {
          // It is gone, and its close is on the way.
        }
      }
    }

    /** Asks again in time while there are listeners; else forgets, much later. */
    async #schedule() {
      const { until = 0, ended = false, newest } = this.#snapshot ?? {};
      const asks = this.#ctx.getWebSockets().length > 0 && !ended;
      if (!asks && !newest) return;
      // Alarms have whole milliseconds; one that an alarm sets for its own time, or earlier, never comes.
      await this.#ctx.storage.setAlarm(
        Math.max(Date.now() + 1, Math.ceil(asks ? until : until + KEPT_MS)),
        UNCONFIRMED,
      );
    }
  };
}

/**
 * The workers' side.
 * @param {any} namespace
 * @param {import('../proxy/options.js').Settings} settings
 * @returns {import('../proxy/proxy.js').SnapshotSource}
 */
export function statusObjects(namespace, settings) {
  const { now, timeoutMs, deadlineMs } = settings;
  /** An object that is alive may have to ask the service first. */
  const answerMs = timeoutMs + GRACE_MS;
  /** @param {Route} route */
  const objectOf = (route) => namespace.get(namespace.idFromName(route.key));

  /** @param {Route} route @param {AbortSignal} signal @returns {Promise<any>} */
  async function connect(route, signal) {
    const { webSocket } = await objectOf(route).fetch(urlOf(route), { headers: { Upgrade: 'websocket' }, signal });
    if (!webSocket) throw namedError('WebSocketError', 'The object opened no connection.');
    if (signal.aborted) {
      // It came too late. Left open, it would make the object ask for a viewer who is not there.
      webSocket.accept();
      webSocket.close(1000);
    }
    return webSocket;
  }

  /** @param {string} message @param {Route} route */
  function readMessage(message, route) {
    try {
      return readSnapshot(JSON.parse(message), route, settings);
    } catch {
      return undefined;
    }
  }

  return {
    longestMs: deadlineMs + answerMs,

    async ask(route) {
      const over = new AbortController();
      try {
        const asked = () => objectOf(route).fetch(urlOf(route), { signal: over.signal });
        const response = await inTime(deadlineMs, asked);
        const snapshot = readSnapshot(await inTime(answerMs, () => response.json()), route, settings);
        if (!snapshot) throw invalidSnapshot();
        return snapshot;
      } catch (error) {
        over.abort();
        throw error;
      }
    },

    async *follow(route, signal) {
      const webSocket = await inTime(deadlineMs, (late) => connect(route, late), signal);
      /** @type {Snapshot[]} */
      const came = [];
      let isOver = signal.aborted;
      /** @type {Error | undefined} */
      let fault;
      let wake = () => {};
      const over = () => {
        isOver = true;
        wake();
      };
      /** @param {Error} error */
      const fail = (error) => {
        fault ??= error;
        over();
      };
      webSocket.addEventListener('message', (/** @type {{ data: string }} */ { data }) => {
        const snapshot = readMessage(data, route);
        if (!snapshot) return fail(invalidSnapshot());
        came.push(snapshot);
        wake();
      });
      webSocket.addEventListener('close', over);
      webSocket.addEventListener('error', () => fail(namedError('WebSocketError', 'The connection broke.')));
      signal.addEventListener('abort', over);
      webSocket.accept();
      let silenceMs = answerMs;
      try {
        for (;;) {
          for (const snapshot of came.splice(0)) {
            silenceMs = Math.max(0, snapshot.until - now()) + answerMs;
            yield snapshot;
          }
          if (fault && !signal.aborted) throw fault;
          if (isOver) return;
          const late = () => fail(namedError('TimeoutError', `No message within ${silenceMs} ms.`));
          const timer = setTimeout(late, silenceMs);
          await new Promise((resolve) => {
            wake = () => resolve(undefined);
            if (isOver || came.length) wake();
          });
          clearTimeout(timer);
        }
      } finally {
        signal.removeEventListener('abort', over);
        webSocket.close(1000);
      }
    },
  };
}
