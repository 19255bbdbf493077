// Proves that any interleaving of two users' watches, responses, failures, tokens, departures and time keeps their async contexts apart: each
// request is sent in the context of a user who waits for it, and each callback and continuation is in the context of its own user.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { test } from 'node:test';
import { createClient } from '../../dist/entries/main.js';
import { startClock } from '../watch/clock.js';
import { BATCH, body, idIn } from '../watch/stage.js';
import { check, fc } from './kit.js';

const USERS = ['alice', 'bob'];
const id = (/** @type {number} */ number) => `00000000-0000-0000-0000-00000000000${number}`;

/** @typedef {{ what: string, user: number, document: number, which: number, ms: number }} Step */
/** Steps, and how often each is taken. */
const WEIGHTS = { watch: 6, respond: 8, busy: 4, cut: 2, reject: 2, token: 5, leave: 4, abort: 2, pass: 8 };

const step = fc.record({
  what: fc.constantFrom(...Object.entries(WEIGHTS).flatMap(([what, weight]) => Array(weight).fill(what))),
  user: fc.nat(1),
  document: fc.nat(1),
  which: fc.nat(5),
  ms: fc.constantFrom(1, 100, 2000, 2400, 30_000),
});
const input = fc.record({
  steps: fc.array(step, { minLength: 15, maxLength: 50 }),
  maxConcurrency: fc.constantFrom(1, 2),
  hasTokens: fc.boolean(),
});

/**
 * Runs the steps on a new client.
 * @param {{ steps: Step[], maxConcurrency: number, hasTokens: boolean }} generated
 */
async function run({ steps, maxConcurrency, hasTokens }) {
  const clock = startClock();
  try {
    /** @type {AsyncLocalStorage<string>} */
    const storage = new AsyncLocalStorage();
    /** @type {string[]} */
    const faults = [];
    const expect = (/** @type {string} */ what, /** @type {string[]} */ users) => {
      const user = storage.getStore() ?? 'nobody';
      if (!users.includes(user)) faults.push(`${what} ran as ${user} instead of ${users.join(' or ') || 'not at all'}`);
    };
    /** @type {{ document: string, resolve: (response: unknown) => void, reject: (reason: unknown) => void }[]} */
    const open = [];
    /** @type {((token: string) => void)[]} */
    const tokens = [];
    /** @type {{ user: string, document: string, isLive: boolean, iterator: any, controller: AbortController, end: Promise<void> }[]} */
    const watches = [];
    let hadRequests = 0;

    const usersOf = (/** @type {string} */ document) =>
      watches
        // A request that another watch needs goes on after its sender has left, also while it waits for its token.
        .filter((watch) => watch.document === document && (watch.isLive || hasTokens))
        .map(({ user }) => user);
    const client = await createClient({
      endpoint: 'https://service.example',
      maxConcurrency,
      ...(hasTokens && {
        credential: {
          token: () => {
            expect('the token function', USERS);
            return new Promise((resolve) => tokens.push(resolve));
          },
        },
      }),
      fetch: /** @type {any} */ (
        (/** @type {string} */ url, /** @type {RequestInit} */ { signal }) => {
          const document = idIn(url);
          hadRequests++;
          expect(`the request for ${document}`, usersOf(document));
          if (open.some((request) => request.document === document)) faults.push(`two requests for ${document}`);
          if (open.length >= maxConcurrency) faults.push('too many requests');
          return new Promise((resolve, reject) => {
            const request = { document, resolve, reject };
            open.push(request);
            signal?.addEventListener('abort', () => {
              if (open.includes(request)) open.splice(open.indexOf(request), 1);
              reject(signal.reason);
            });
          });
        }
      ),
    });

    let second = 0;
    const take = (/** @type {number} */ which) => open.splice(which % open.length, 1)[0];
    const respond = (/** @type {number} */ which, /** @type {number} */ status, state = 'Running') => {
      if (!open.length) return;
      const { document, resolve } = take(which);
      resolve(new Response(JSON.stringify(body(state, ++second, { id: document })), { status }));
    };
    const leave = (/** @type {number} */ which, /** @type {(watch: (typeof watches)[0]) => void} */ end) => {
      const live = watches.filter(({ isLive }) => isLive);
      const watch = live[which % live.length];
      if (!watch) return;
      watch.isLive = false;
      end(watch);
    };
    const start = (/** @type {string} */ user, /** @type {string} */ document) =>
      storage.run(user, () => {
        const controller = new AbortController();
        const iterator = client.watchDocument(BATCH, document, {
          signal: controller.signal,
          maxOutageMs: Infinity,
          onOutage: () => expect(`${user}'s onOutage`, [user]),
        });
        const watch = { user, document, isLive: true, iterator, controller, end: Promise.resolve() };
        watches.push(watch);
        watch.end = (async () => {
          try {
            for await (const _ of iterator) expect(`${user}'s loop`, [user]);
          } catch {}
          expect(`${user}'s end`, [user]);
          watch.isLive = false;
        })();
      });

    for (const { what, user, document, which, ms } of steps) {
      const other = USERS[1 - user];
      // An event of one user's watch can be caused in the context of the other user.
      storage.run(other, () => {
        if (what === 'watch') start(USERS[user], id(document));
        else if (what === 'respond') respond(which, 200);
        else if (what === 'busy') respond(which, 503);
        else if (what === 'reject') respond(which, 401);
        else if (what === 'cut') open.length && take(which).reject(new TypeError('cut'));
        else if (what === 'token') tokens.shift()?.(`token${second}`);
        else if (what === 'leave') leave(which, ({ iterator }) => iterator.return());
        else if (what === 'abort') leave(which, ({ controller }) => controller.abort());
      });
      if (what === 'pass') await clock.pass(ms);
      await clock.settle();
      assert.deepEqual(faults, []);
    }
    // Every watch that is left ends when the service works.
    const isLeft = () => watches.some(({ isLive }) => isLive);
    for (let rounds = 0; isLeft() && rounds < 200; rounds++) {
      while (tokens.length) tokens.shift()?.('last');
      while (open.length) respond(0, 200, 'Succeeded');
      await clock.pass(10_000);
      await clock.settle();
    }
    assert.deepEqual(faults, []);
    assert.ok(!isLeft(), 'A watch did not end');
    client.close();
    await Promise.all(watches.map(({ end }) => end));
    assert.equal(clock.timers, 0, 'timers');
    return hadRequests > 3 ? 'several requests' : hadRequests ? 'some requests' : 'no request';
  } finally {
    clock.restore();
  }
}

test('any interleaving of two users’ watches keeps their async contexts apart', { timeout: 300_000 }, async () => {
  const counts = await check('interleavings of two users', 500, input, run);
  assert.ok(Number(counts.get('several requests')) > 200);
});
