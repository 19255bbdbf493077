// Tests with generated input that each call ends once, with its own result, and leaves no allocation in the module: however a response is
// cut into chunks, and in whatever order the chunks, ends, failures and aborts of many calls arrive.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ends, inspect, turns } from '../client/inspect.js';
import { BATCH, bytesOf, DOCUMENT, REQUIRED } from '../contract/kit.js';
import { malformedResponses } from '../tables/malformed-responses.js';
import { check, fc } from './kit.js';

const timeout = 120_000;

/** @type {import('../client/inspect.js').Inspected} */
let module;
before(async () => {
  module = await inspect();
});
after(() => module.restore());

const GOOD = { ...REQUIRED, to: 'é€😀', path: 'https://x.blob.core.windows.net/a?sig=x', progress: 0.25 };
const BAD = { error: { code: 'É', message: '€😀', innerError: { code: 'inner', message: 'more' } } };

/** Larger bodies take too long in thousands of runs. */
const LONGEST = 4096;

/** Responses, and what a call does with each. @type {[what: string, status: number, body: Uint8Array, check: (result: any) => void][]} */
const RESPONSES = [
  ['a value', 200, bytesOf(JSON.stringify(GOOD)), (value) => assert.deepEqual(value, GOOD)],
  ['an error', 409, bytesOf(JSON.stringify(BAD)), ({ kind, code }) => assert.deepEqual([kind, code], ['service', 'É'])],
  ['an empty error', 503, bytesOf(''), ({ code }) => assert.equal(code, '503')],
  ...malformedResponses.flatMap(({ name, body, code: expected }) => {
    const bytes = typeof body === 'string' ? bytesOf(body) : body;
    const check = (/** @type {any} */ { code }) => assert.equal(code, expected, name);
    return bytes.length <= LONGEST ? [/** @type {typeof RESPONSES[0]} */ ([name, 200, bytes, check])] : [];
  }),
];
/** The valid ones and the errors as often as all malformed ones. */
const anyResponse = fc.oneof(fc.nat(2), fc.nat(RESPONSES.length - 1));

/** Cuts bytes; some pieces are views into something larger, and some are empty. @param {Uint8Array} bytes @param {[number, boolean][]} cuts */
function pieces(bytes, cuts) {
  const at = [...cuts.map(([n]) => n % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return at.map((to, index) => {
    const part = bytes.subarray(index ? at[index - 1] : 0, to);
    if (!cuts[index]?.[1]) return part.slice();
    const larger = new Uint8Array(part.length + 20).fill(0x22);
    larger.set(part, 7);
    return larger.subarray(7, 7 + part.length);
  });
}

const cuts = fc.array(fc.tuple(fc.nat(1000), fc.boolean()), { maxLength: 40 });

test('A response has the same result however it is cut into chunks', { timeout }, async () => {
  const input = fc.tuple(anyResponse, cuts);
  await check('ways to cut a reply', 4000, input, async ([which, where]) => {
    const [, status, body, expected] = RESPONSES[which];
    const parts = pieces(body, where);
    const stream = new ReadableStream({
      pull: (controller) => (parts.length ? controller.enqueue(parts.shift()) : controller.close()),
    });
    const client = await module.client(async () => new Response(stream, { status }));
    const [end] = await ends([client.getDocumentStatus(BATCH, DOCUMENT)]);
    expected(end);
    client.close();
    return 'the same result';
  });
});

/**
 * A call: how its fetch answers, in how many pieces, what breaks it off and after how many steps of all, and what the fetch still says then.
 * @typedef {{ reply: number, cuts: [number, boolean][], breaks: 'nothing' | 'abort' | 'fetch rejects' | 'body fails', after: number, heedsSignal: boolean }} Play
 */
const play = fc.record({
  reply: anyResponse,
  cuts: fc.array(fc.tuple(fc.nat(1000), fc.boolean()), { maxLength: 4 }),
  breaks: fc.constantFrom('nothing', 'nothing', 'abort', 'fetch rejects', 'body fails'),
  after: fc.nat(6),
  heedsSignal: fc.boolean(),
});

/** One call being played: its steps, which may be taken at any time, in their order. @param {Play} given @param {any} client */
function perform(given, client) {
  const [, status, body] = RESPONSES[given.reply];
  const parts = pieces(body, given.cuts);
  const controller = new AbortController();
  /** @type {any} */
  let stream;
  /** @type {{ resolve: (value: any) => void, reject: (reason: unknown) => void, signal: AbortSignal }} */
  let asked;
  client.next = (/** @type {any} */ init) =>
    new Promise((resolve, reject) => {
      asked = { resolve, reject, signal: init.signal };
      if (given.heedsSignal) asked.signal.addEventListener('abort', () => reject(asked.signal.reason));
    });
  const call = client.getDocumentStatus(BATCH, DOCUMENT, { signal: controller.signal });
  let settled = 0;
  call.then(
    () => settled++,
    () => settled++,
  );
  const lost = () => new TypeError('The connection was lost');
  /** A stream whose reader is gone throws an error of its own. @param {() => void} say */
  const tell = (say) => {
    try {
      say();
    } catch {}
  };
  const body_ = new ReadableStream({
    start(c) {
      stream = c;
    },
  });
  /** @type {(() => void)[]} */
  const steps = [
    () => asked.resolve(new Response(body_, { status })),
    ...parts.map((part) => () => tell(() => stream.enqueue(part))),
    () => tell(() => stream.close()),
  ];
  /** @type {() => void} */
  let broken = () => {};
  if (given.breaks === 'abort') broken = () => controller.abort('enough');
  if (given.breaks === 'fetch rejects') broken = () => asked.reject(lost());
  if (given.breaks === 'body fails') broken = () => tell(() => stream.error(lost()));
  const at = Math.min(given.after, steps.length);
  const late = at === steps.length;
  if (given.breaks !== 'nothing') steps.splice(at, 0, broken);
  const whole = RESPONSES[given.reply][3];
  const cut = {
    nothing: whole,
    abort: late ? whole : (/** @type {any} */ end) => assert.equal(end, 'enough'),
    'fetch rejects': at === 0 ? isLost : whole,
    'body fails': late ? whole : isLost,
  }[given.breaks];
  return { steps, call, expected: cut, settled: () => settled, late: late ? broken : undefined };
}

/** @param {any} error */
function isLost({ code, cause }) {
  assert.equal(code, 'NetworkFailure');
  assert.match(String(cause), /The connection was lost/);
}

test('Each of many concurrent calls ends once, with its own result, in any order of events', {
  timeout,
}, async () => {
  const input = fc.tuple(fc.array(play, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat(1000)));
  await check('ways for up to six calls to go on', 2000, input, async ([plays, turn]) => {
    /** @type {any} */
    let current;
    const client = await module.client((/** @type {any} */ _, /** @type {any} */ init) => current.next(init));
    current = client;
    const before = module.live();
    module.deliveries.length = 0;
    /** @type {ReturnType<typeof perform>[]} */
    const calls = [];
    for (const given of plays) {
      calls.push(perform(given, client));
      await turns(1); // its fetch is asked before the next call's
    }
    for (let waiting = calls; waiting.length; waiting = waiting.filter(({ steps }) => steps.length)) {
      const { steps, late } = waiting[turn.next().value % waiting.length];
      const step = steps.shift();
      if (step === late) await turns(1); // what is all there has been read
      step?.();
      if (turn.next().value % 2) await turns(1);
    }
    const came = await ends(calls.map(({ call }) => call));
    for (const [index, end] of came.entries()) calls[index].expected(end);
    await turns(2);
    for (const { settled } of calls) assert.equal(settled(), 1);
    const tokens = module.deliveries.filter((token) => token !== 0);
    assert.equal(new Set(tokens).size, tokens.length, 'no request has two outcomes');
    assert.equal(module.live(), before, 'bytes allocated');
    client.close();
    return `${plays.length} calls`;
  });
});
