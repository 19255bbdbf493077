// Proves that a client does what was asked of it after any sequence of starts, replies, pieces of them, failures, aborts, time and
// closing: each call is as far as a model of it says, nobody is left waiting, and no timer, listener or allocation is left.
import assert from 'node:assert/strict';
import { after, before, mock, test } from 'node:test';
import { inspect, turns } from '../client/inspect.js';
import { BATCH, bytesOf, DOCUMENT, REQUIRED } from '../contract/kit.js';
import { countTimers } from '../faults/probe.js';
import { check, fc } from './kit.js';

const TIMEOUT_MS = 1000;
const LONG_MS = 100_000;
const BODY = JSON.stringify(REQUIRED);
const HALF = BODY.length >> 1;

/** @type {import('../client/inspect.js').Inspected} */
let module;
/** @type {() => number} */
let timers;
before(async () => {
  module = await inspect();
  mock.timers.enable({ apis: ['setTimeout'] });
  timers = countTimers();
});
after(() => {
  mock.timers.reset();
  module.restore();
});

/** @typedef {{ what: string, which: number, ms: number, signal: number }} Step */
/** Steps, and how often each is taken. */
const WEIGHTS = { start: 9, head: 7, half: 4, end: 7, busy: 2, refuse: 1, cut: 1, abort: 2, time: 5, close: 1 };

const step = fc.record({
  what: fc.constantFrom(...Object.entries(WEIGHTS).flatMap(([what, weight]) => Array(weight).fill(what))),
  which: fc.nat(7),
  ms: fc.constantFrom(0, 1, 300, TIMEOUT_MS - 1, TIMEOUT_MS),
  signal: fc.nat(2),
});

/** Signals that count who listens. */
function countedSignals() {
  let listening = 0;
  const controllers = Array.from({ length: 3 }, () => {
    const controller = new AbortController();
    for (const [name, by] of /** @type {const} */ ([
      ['addEventListener', 1],
      ['removeEventListener', -1],
    ])) {
      const change = controller.signal[name].bind(controller.signal);
      Object.defineProperty(controller.signal, name, {
        value: (/** @type {[any, any]} */ ...args) => {
          listening += by;
          change(...args);
        },
      });
    }
    return controller;
  });
  return { controllers, listening: () => listening };
}

/**
 * A call, and how far it should be: over when `outcome` is there.
 * @typedef {{ signal: number, until: number, outcome?: string }} Model
 */
/** A request that was made, and how far its reply is. @typedef {{ resolve: any, reject: any, stream?: any, said: 'nothing' | 'head' | 'half' | 'all' }} Request */

/**
 * Plays the steps.
 * @param {Step[]} steps
 * @param {number} maxRetries
 */
async function play(steps, maxRetries) {
  /** @type {Request[]} */
  const requests = [];
  const fetch = () => new Promise((resolve, reject) => requests.push({ resolve, reject, said: 'nothing' }));
  const client = await module.client(fetch, { timeoutMs: TIMEOUT_MS, maxRetries });
  const { controllers, listening } = countedSignals();
  const [live, set] = [module.live(), timers()];
  module.deliveries.length = 0;
  /** @type {Model[]} */
  const models = [];
  /** @type {string[][]} What became of each call: once, it must be. */
  const outcomes = [];
  let [now, closed] = [0, false];
  /** @param {Model | undefined} model @param {string} outcome */
  const end = (model, outcome) => {
    if (model) model.outcome ??= outcome;
  };
  const lost = () => new TypeError('The connection was lost');

  /** @type {Record<string, (step: Step, request: Request | undefined, model: Model | undefined) => void>} */
  const take = {
    start({ signal }) {
      const ends = /** @type {string[]} */ ([]);
      outcomes.push(ends);
      models.push({ signal, until: now + TIMEOUT_MS });
      client.getDocumentStatus(BATCH, DOCUMENT, { signal: controllers[signal].signal }).then(
        (/** @type {any} */ value) => ends.push(JSON.stringify(value) === BODY ? 'value' : `a wrong value: ${value}`),
        (/** @type {any} */ error) => ends.push(error.code ?? error),
      );
      if (controllers[signal].signal.aborted) end(models.at(-1), `signal ${signal}`);
      else if (closed) end(models.at(-1), 'ClientClosed');
      // With no retries request and call have the same number.
      if (models.at(-1)?.outcome) requests.push({ resolve() {}, reject() {}, said: 'all' });
    },
    head(_, request) {
      if (request?.said !== 'nothing') return;
      const stream = new ReadableStream({
        start(controller) {
          request.stream = controller;
        },
      });
      request.resolve(new Response(stream));
      request.said = 'head';
    },
    half(_, request) {
      if (request?.said !== 'head') return;
      tell(() => request.stream.enqueue(bytesOf(BODY.slice(0, HALF))));
      request.said = 'half';
    },
    end(_, request, model) {
      if (request?.said !== 'head' && request?.said !== 'half') return;
      tell(() => request.stream.enqueue(bytesOf(BODY.slice(request.said === 'half' ? HALF : 0))));
      tell(() => request.stream.close());
      request.said = 'all';
      end(model, 'value');
    },
    cut(_, request, model) {
      if (request?.said !== 'head' && request?.said !== 'half') return;
      tell(() => request.stream.error(lost()));
      request.said = 'all';
      end(model, 'NetworkFailure');
    },
    refuse(_, request, model) {
      if (request?.said !== 'nothing') return;
      request.reject(lost());
      request.said = 'all';
      end(model, 'NetworkFailure');
    },
    busy(_, request, model) {
      if (request?.said !== 'nothing') return;
      request.resolve(new Response('', { status: 503, headers: { 'retry-after-ms': '300' } }));
      request.said = 'all';
      end(model, '503');
    },
    abort({ signal }) {
      controllers[signal].abort(`signal ${signal}`);
      for (const model of models) if (model.signal === signal) end(model, `signal ${signal}`);
    },
    time({ ms }) {
      mock.timers.tick(ms);
      now += ms;
      for (const model of models) if (model.until <= now) end(model, 'Timeout');
    },
    close() {
      client.close();
      closed = true;
      for (const model of models) end(model, 'ClientClosed');
    },
  };
  for (const given of steps) {
    const at = given.which % Math.max(requests.length, 1);
    take[given.what](given, requests[at], maxRetries ? undefined : models[at]);
    await turns(1);
    if (maxRetries) continue;
    const should = models.map(({ outcome }) => (outcome ? [outcome] : []));
    assert.deepEqual(outcomes, should, `after ${given.what}`);
  }
  // Time alone ends all there is.
  for (let more = 0; more < 10; more++) {
    mock.timers.tick(LONG_MS);
    await turns(2);
  }
  for (const [index, ends] of outcomes.entries()) {
    assert.equal(ends.length, 1, `call ${index} has one outcome`);
    assert.match(ends[0], /^(value|Timeout|NetworkFailure|503|ClientClosed|signal \d)$/);
  }
  assert.ok(requests.length <= outcomes.length * (1 + maxRetries));
  const tokens = module.deliveries.filter((token) => token !== 0);
  assert.equal(new Set(tokens).size, tokens.length, 'no request has two outcomes');
  assert.equal(timers() - set, 0, 'timers');
  assert.equal(listening(), 0, 'listeners');
  assert.equal(module.live(), live, 'bytes allocated');
  assert.equal(module.instances, 1);
  client.close();
  return outcomes.flat();
}

/** A stream whose reader is gone throws an error of its own. @param {() => void} say */
function tell(say) {
  try {
    say();
  } catch {}
}

for (const maxRetries of [0, 2])
  test(`any sequence of start, reply, failure, abort, time and close leaves each call where it should be, with ${maxRetries} retries`, {
    timeout: 150_000,
  }, async () => {
    const steps = fc.array(step, { minLength: 1, maxLength: 40, size: 'max' });
    /** @type {Map<string, number>} */
    const counts = new Map();
    await check('sequences', 1000, steps, async (given) => {
      for (const outcome of await play(given, maxRetries)) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      return 'each call where it should be';
    });
    console.log(`|   their calls: ${[...counts].map(([outcome, count]) => `${outcome} ${count}`).join(', ')}`);
  });
