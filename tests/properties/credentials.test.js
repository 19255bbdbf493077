// Proves that after any sequence of calls, 401s, tokens, failures and closing, one new token serves all requests that were rejected with an
// older one: a token function is called only if no good token is known, and one call of it is in progress at most.
import assert from 'node:assert/strict';
import { after, before, mock, test } from 'node:test';
import { inspect, turns } from '../client/inspect.js';
import { BATCH, DOCUMENT, errorReply, reply } from '../contract/kit.js';
import { check, fc } from './kit.js';

/** @type {import('../client/inspect.js').Inspected} */
let module;
before(async () => {
  module = await inspect();
  mock.timers.enable({ apis: ['setTimeout'] });
});
after(() => {
  mock.timers.reset();
  module.restore();
});

/** Steps, and how often each is taken. */
const WEIGHTS = { call: 16, respond: 20, revoke: 6, give: 12, fail: 1, close: 1 };

const step = fc.record({
  what: fc.constantFrom(...Object.entries(WEIGHTS).flatMap(([what, weight]) => Array(weight).fill(what))),
  which: fc.nat(7),
});

/** @typedef {{ call: string, token: number, respond(reply: Response): void }} Sent */

/**
 * Plays the steps. Tokens have numbers; the service rejects those up to `revoked`.
 * @param {{ what: string, which: number }[]} steps
 * @param {'token' | 'key' | 'getToken'} kind
 */
async function play(steps, kind) {
  let [given, revoked, failures, asked] = [0, 0, 0, 0];
  let isClosed = false;
  /** @type {{ resolve(token: any): void, reject(reason: unknown): void } | undefined} */
  let asking;
  /** @type {Sent[]} Requests without a response. */
  const waiting = [];
  /** @type {Map<string, number[]>} The tokens that each call sent, by its client request id. */
  const sent = new Map();
  /** @type {Set<number>} */
  const rejected = new Set();
  /** @type {string[]} */
  const outcomes = [];

  const ask = () => {
    assert.ok(!isClosed, 'A closed client asks for no token');
    assert.equal(asking, undefined, 'One call of the function at a time');
    asked++;
    return new Promise((resolve, reject) => {
      asking = { resolve, reject };
    });
  };
  const fetch = (/** @type {unknown} */ _, /** @type {any} */ { headers }) => {
    assert.ok(!isClosed, 'A closed client sends nothing');
    const token = Number(/\d+$/.exec(headers.Authorization ?? headers['Ocp-Apim-Subscription-Key'])?.[0]);
    const call = headers['x-ms-client-request-id'];
    sent.set(call, [...(sent.get(call) ?? []), token]);
    return new Promise((resolve) => waiting.push({ call, token, respond: resolve }));
  };
  const client = await module.client(fetch, { credential: { [kind]: ask }, timeoutMs: 1_000_000 });

  /** @type {Record<string, (which: number) => void>} */
  const take = {
    call() {
      client.getDocumentStatus(BATCH, DOCUMENT).then(
        () => outcomes.push('value'),
        (/** @type {any} */ { code }) => outcomes.push(code),
      );
    },
    respond(which) {
      const [request] = waiting.splice(which % Math.max(waiting.length, 1), 1);
      if (!request) return;
      if (request.token <= revoked) rejected.add(request.token);
      request.respond(request.token <= revoked ? errorReply(401) : reply());
    },
    revoke() {
      revoked = given;
    },
    give() {
      const token = `token-${given + 1}`;
      if (asking) given++;
      asking?.resolve(kind === 'getToken' ? { token, expiresOnTimestamp: Infinity } : token);
      asking = undefined;
    },
    fail() {
      if (asking) failures++;
      asking?.reject(new Error('No token'));
      asking = undefined;
    },
    close() {
      client.close();
      isClosed = true;
      asking = undefined;
    },
  };
  const settle = async () => {
    await turns(1);
    mock.timers.tick(1);
    await turns(1);
  };
  for (const { what, which } of steps) {
    take[what](which);
    await settle();
    assert.ok(asked <= 1 + failures + rejected.size, `${asked} calls for ${rejected.size} rejected tokens`);
  }
  const calls = steps.filter(({ what }) => what === 'call').length;
  for (let more = 0; outcomes.length < calls; more++) {
    assert.ok(more < 4 * calls + 4, 'Each call ends');
    take.give(0);
    await settle();
    take.respond(0);
    await settle();
  }
  for (const [first, second, ...others] of sent.values()) {
    assert.deepEqual(others, [], 'A call sends at most two requests');
    if (second === undefined) continue;
    assert.ok(rejected.has(first) && second > first, `A request with token ${second} after one with ${first}`);
  }
  for (const outcome of outcomes) assert.match(outcome, /^(value|401|TokenFailed|ClientClosed)$/);
  if (!failures) assert.ok(!outcomes.includes('TokenFailed'));
  if (!isClosed) assert.ok(!outcomes.includes('ClientClosed'));
  client.close();
  return { outcomes, renewed: [...sent.values()].filter(({ length }) => length > 1).length };
}

for (const kind of /** @type {const} */ (['token', 'key', 'getToken']))
  test(`for any sequence of calls, 401s, tokens and closing, one new ${kind} serves all requests that were rejected with an older one`, {
    timeout: 150_000,
  }, async () => {
    const seen = new Set();
    await check(`sequences with ${kind}`, 500, fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const { outcomes, renewed } = await play(steps, kind);
      for (const outcome of outcomes) seen.add(outcome);
      return renewed > 2 ? 'with many requests sent again' : renewed ? 'with some' : 'with none';
    });
    assert.deepEqual([...seen].sort(), ['401', 'ClientClosed', 'TokenFailed', 'value']);
  });
