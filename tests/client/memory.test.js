// Tests calls whose allocations fail: each is an OutOfMemory error, nothing is left allocated, and the next call works. Also tests that the
// deepest, widest and longest accepted responses use at most half of the stack.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { BATCH, DOCUMENT, ENDPOINT, errorReply, REQUIRED, reply, stub } from '../contract/kit.js';
import { ends, inspect, turns } from './inspect.js';

const timeout = 60_000;
const STACK_SIZE = 16384;

/** @type {import('./inspect.js').Inspected} */
let module;
beforeEach(async () => {
  module = await inspect();
});
afterEach(() => module.restore());

const SUMMARY = { total: 1, failed: 0, success: 0, inProgress: 1, notYetStarted: 0, cancelled: 0 };
const { to: _, ...JOB } = REQUIRED;
const ERROR = { code: 'X', message: 'm', target: 't', details: [{ a: 1 }], innerError: { code: 'Y', message: 'n' } };
const get = (/** @type {any} */ client) => client.getDocumentStatus(BATCH, DOCUMENT);

/** @type {[what: string, call: (client: any) => Promise<any>, ...answers: (() => Response)[]][]} */
const CALLS = [
  [
    'a document',
    get,
    () => reply(`{"progress":0.1234567890123456789,${JSON.stringify(REQUIRED).slice(1)}`, { headers: { ETag: '"x"' } }),
  ],
  ['a job', (client) => client.getBatchStatus(BATCH), () => reply({ ...JOB, summary: SUMMARY })],
  [
    'a page of documents',
    (client) => client.listDocumentStatuses(BATCH, { statuses: ['Running'] }).next(),
    () => reply({ value: [REQUIRED, REQUIRED] }),
  ],
  ['an error', get, () => errorReply(404, { error: ERROR })],
  ['an error without a body', get, () => errorReply(500)],
  ['what is no JSON', get, () => reply('<html>')],
  ['what lacks a member', get, () => reply({})],
  ['a second attempt', get, () => errorReply(503, '', { 'retry-after-ms': '0' }), () => reply()],
];

/** An outcome in a form that can be compared. @param {any} end */
const describe = (end) =>
  end instanceof Error ? `${/** @type {any} */ (end).kind}/${/** @type {any} */ (end).code}` : JSON.stringify(end);

test('each failed allocation is an OutOfMemory error, nothing is left allocated, and the next call works', {
  timeout,
}, async () => {
  let failed = 0;
  module.exports.malloc = module.exports.dts_malloc; // JavaScript's may fail, too
  for (const [what, call, ...answers] of CALLS) {
    const client = await module.client((/** @type {any} */ url, /** @type {any} */ init) => fetch(url, init), {
      maxRetries: answers.length - 1,
    });
    let fetch = stub(...answers);
    const [good] = await ends([call(client)]);
    assert.notEqual(good.kind, 'module', what);
    const live = module.live();
    let least = 0;
    for (let nth = 0; nth < 100; nth++) {
      fetch = stub(...answers);
      module.exports.dts_fail_after(nth);
      const [end] = await ends([call(client)]);
      await turns(1);
      const met = module.exports.dts_fail_after(-1) < 0;
      assert.equal(module.live(), live, `${what}: bytes allocated after number ${nth} failed`);
      if (!met) {
        assert.equal(describe(end), describe(good), what);
        break;
      }
      failed++;
      least = nth + 1;
      assert.equal(describe(end), 'module/OutOfMemory', `${what}: number ${nth}`);
      assert.match(end.message, /memory/);
      fetch = stub(...answers);
      const [next] = await ends([call(client)]);
      assert.equal(describe(next), describe(good), `${what}: the call after number ${nth} failed`);
    }
    assert.ok(least >= 3, `${what} allocates`);
    client.close();
  }
  module.exports.dts_fail_after(0);
  const [client] = await ends([module.client(() => {})]);
  assert.ok(module.exports.dts_fail_after(-1) >= 0, 'Making a client allocates nothing');
  client.close();
  assert.equal(module.instances, 1);
  console.log(
    `| ${failed} allocations of ${CALLS.length} kinds of calls, each made to fail in turn: OutOfMemory, nothing left, the next call works`,
  );
});

const deep = (/** @type {number} */ levels, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels);

/** The accepted responses that need the most stack. @type {[what: string, answer: () => Response, code?: string][]} */
const FURTHEST = [
  ['a reply 32 levels deep', () => reply(`${JSON.stringify(REQUIRED).slice(0, -1)},"x":${deep(31)}}`)],
  [
    'details 32 levels deep',
    () => errorReply(400, `{"error":{"code":"X","details":[${deep(29, '{"a":', '}').replace('{"a":}', '{}')}]}}`),
    'X',
  ],
  [
    'inner errors 32 levels deep',
    () =>
      errorReply(
        400,
        `{"error":${deep(31, '{"code":"X","message":"m","innerError":', '}').replace('"innerError":}', '"target":"t"}')}}`,
      ),
    'X',
  ],
  [
    'a message of 900 KB',
    () =>
      errorReply(400, {
        error: { code: 'X', message: 'é'.repeat(450_000), innerError: { code: 'Y', message: 'ü'.repeat(40_000) } },
      }),
    'X',
  ],
  ['99,000 values', () => reply(`${JSON.stringify(REQUIRED).slice(0, -1)},"x":[${'1,'.repeat(99_000)}1]}`)],
  [
    'numbers of 10,000 digits',
    () => reply(`${JSON.stringify(REQUIRED).slice(0, -1)},"progress":0.${'1'.repeat(10_000)}}`),
  ],
  ['headers of 60 KB', () => reply(REQUIRED, { headers: { ETag: 'e'.repeat(60_000) } })],
];

test('the deepest, widest and longest accepted responses leave half of the stack unused', { timeout }, async () => {
  const { dts_stack_low: low, dts_stack_high: high } = module.exports;
  const [from, to] = [low(), high()];
  assert.equal(to - from, STACK_SIZE);
  const stack = () => new Uint8Array(module.exports.memory.buffer, from, STACK_SIZE);
  /** How deep anything has written since the stack was painted. @param {() => Promise<unknown>} run */
  const depthOf = async (run) => {
    stack().fill(0xa5);
    await run();
    return STACK_SIZE - stack().findIndex((byte) => byte !== 0xa5);
  };
  /** @type {[string, number][]} */
  const depths = [];
  for (const [what, answer, code] of FURTHEST) {
    const client = await module.client(async () => answer());
    const depth = await depthOf(async () => {
      const [end] = await ends([get(client)]);
      assert.equal(end.code, code, `${what}: ${end.message}`);
    });
    depths.push([what, depth]);
    client.close();
  }
  const endpoint = `${ENDPOINT}/${'x'.repeat(900)}`;
  const filter = { ids: Array(100).fill(DOCUMENT), orderBy: 'createdDateTimeUtc asc' };
  depths.push([
    'an endpoint of 1 KB and a hundred ids',
    await depthOf(async () => {
      const client = await module.client(async () => reply({ value: [] }), { endpoint });
      assert.ok((await client.listDocumentStatuses(BATCH, filter).next()).done);
      client.close();
    }),
  ]);
  for (const [what, depth] of depths) {
    console.log(`| ${what}: ${depth} of ${STACK_SIZE} bytes of stack`);
    assert.ok(depth > 100 && depth < STACK_SIZE / 2, `${what}: ${depth}`);
  }
});
