// Every option and argument of the simulator, with every kind of invalid value.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSimulator } from '../../web/entries/simulator.js';
import { EMPTY_OBJECTS, OBJECTS, VALUES } from '../tables/wrong-types.js';
import { UNKNOWN_ID, simulate } from './helpers.js';

/** Without numbers that some options accept and others do not: the test of ranges is below. */
const KINDS = ['undefined', ...VALUES.map(([kind]) => kind)].filter(
  (kind) => kind !== 'zero' && kind !== 'number past 2^31',
);
/** @type {Record<string, unknown>} */
const VALUE_OF = { undefined: undefined, ...Object.fromEntries(VALUES) };

const SMALL = ['one'];
const WHOLE = [...SMALL, 'number'];
const MS = [...WHOLE, 'fraction'];
const TEXT = VALUES.filter(([, value]) => typeof value === 'string' && value).map(([kind]) => kind);
const ARRAY = ['array'];

/** The valid values of each option, by their kinds in VALUES. @type {Record<string, string[]>} */
const DOCUMENT = {
  scenario: [],
  id: [],
  to: TEXT,
  path: TEXT,
  sourcePath: TEXT,
  characterCharged: WHOLE,
  error: OBJECTS,
  deploymentName: TEXT,
  durationMs: MS,
  createdAt: MS,
  fractionDigits: SMALL,
};

/** @type {Record<string, string[]>} */
const BATCH = {
  id: [],
  documents: [...WHOLE, ...ARRAY],
  scenario: [],
  error: OBJECTS,
  durationMs: MS,
  createdAt: MS,
};

/** @type {Record<string, string[]>} */
const OPTIONS = {
  port: [...WHOLE, 'null'],
  host: TEXT,
  key: [...TEXT, 'null'],
  token: [...TEXT, 'null'],
  apiVersions: [...ARRAY, 'array of a string', 'array of a line'],
  documents: [...WHOLE, ...ARRAY],
  batches: ARRAY,
  durationMs: MS,
  startOnRequest: ['true', 'false'],
  listLagMs: MS,
  now: [],
  staleReplies: EMPTY_OBJECTS,
  throttle: [],
  cors: ['true', 'false'],
};

/** @type {[string, string[], (value: any) => any][]} name in the error message, valid values, function to the options */
const START_CASES = [
  ['options', EMPTY_OBJECTS, (value) => value],
  ...under('', OPTIONS, (options) => options),
  ...under('documents[0].', DOCUMENT, (document) => ({ documents: [document] })),
  ...under('batches[1].', BATCH, (batch) => ({ batches: [{}, batch] })),
  ...under('batches[0].documents[0].', DOCUMENT, (document) => ({ batches: [{ documents: [document] }] })),
  ...under('staleReplies.', { every: WHOLE, ageMs: MS }, (staleReplies) => ({ staleReplies })),
  ...under('throttle.', { windowMs: MS, retryAfter: WHOLE, form: [] }, (throttle) => ({
    throttle: { limit: 1, ...throttle },
  })),
  ['throttle.limit', WHOLE, (limit) => ({ throttle: { limit } })],
  ['now()', MS, (value) => ({ now: () => value })],
];

/** @type {[string, string[], (sim: import('../../web/entries/simulator.js').Simulator, value: any) => unknown][]} */
const CALL_CASES = [
  ['batch', EMPTY_OBJECTS, (sim, value) => sim.createBatch(value)],
  ...under('batch.', BATCH, (batch) => batch).map(
    ([name, valid, wrap]) =>
      /** @type {(typeof CALL_CASES)[0]} */ ([name, valid, (sim, value) => sim.createBatch(wrap(value))]),
  ),
  ['target', [], (sim, value) => sim.script(value, [{}])],
  ['replies', ARRAY, (sim, value) => sim.script('*', value)],
  ['replies[1]', [...OBJECTS, 'function'], (sim, value) => sim.script('*', [{}, value])],
  ['replies[0].headers', OBJECTS, (sim, value) => sim.script('*', [{ headers: value }])],
  ['replies[0].fault', [], (sim, value) => sim.script('*', [{ fault: value }])],
  ['replies[0].reply', [...OBJECTS, 'function'], (sim, value) => sim.script('*', [{ fault: 'gzip', reply: value }])],
  ['ms', MS, (sim, value) => sim.advance(value)],
  ['count', WHOLE, (sim, value) => sim.requested(value)],
];

/** The arguments and members that are required. */
const REQUIRED = ['throttle.limit', 'now()', 'target', 'replies[1]', 'replies[0].fault', 'ms', 'count'];

/**
 * @param {string} prefix
 * @param {Record<string, string[]>} members
 * @param {(object: Record<string, unknown>) => any} wrap
 * @returns {[string, string[], (value: unknown) => any][]}
 */
function under(prefix, members, wrap) {
  return Object.entries(members).map(([member, valid]) => [
    prefix + member,
    valid,
    (value) => wrap({ [member]: value }),
  ]);
}

/** The values that are invalid for an option. @param {string} name @param {string[]} valid */
const invalidValues = (name, valid) =>
  KINDS.filter((kind) => !valid.includes(kind) && (kind !== 'undefined' || REQUIRED.includes(name))).map(
    (kind) => /** @type {[string, any]} */ ([kind, VALUE_OF[kind]]),
  );

/** @param {unknown} error @param {string} name */
function assertErrorNames(error, name) {
  assert.ok(error instanceof TypeError || error instanceof RangeError, `${name}: ${error}`);
  const unknownOption = name === 'options' && error.message.startsWith('nothing is not an option');
  assert.ok(error.message.startsWith(name) || unknownOption, `${name}: ${error.message}`);
}

for (const [name, valid, optionsWith] of START_CASES) {
  test(`startSimulator rejects an invalid ${name}`, async () => {
    for (const [what, value] of invalidValues(name, valid)) {
      const sim = await startSimulator(optionsWith(value)).catch((error) => error);
      await sim.close?.();
      assert.ok(sim instanceof Error, `${name} accepts ${what}`);
      assertErrorNames(sim, name);
    }
  });
}

for (const [name, valid, call] of CALL_CASES) {
  test(`A running simulator rejects an invalid ${name}`, async (t) => {
    const sim = await simulate(t);
    const before = sim.batches.length;
    for (const [what, value] of invalidValues(name, valid)) {
      const error = await (async () => call(sim, value))().then(
        () => assert.fail(`${name} accepts ${what}`),
        (reason) => reason,
      );
      assertErrorNames(error, name);
    }
    assert.equal(sim.batches.length, before);
  });
}

test('Options accept their valid values, and undefined is the same as absent', async (t) => {
  for (const [name, valid, optionsWith] of START_CASES) {
    if (name === 'port' || name === 'host') continue;
    for (const what of REQUIRED.includes(name) ? valid : [...valid, 'undefined']) {
      const sim = await startSimulator(optionsWith(VALUE_OF[what]));
      await sim.close();
    }
  }
  const sim = await simulate(t, { documents: [{ to: undefined }] });
  assert.equal(sim.documents.length, 1);
});

test('An option with an unknown name is rejected', async (t) => {
  const sim = await simulate(t);
  for (const [name, options] of /** @type {[string, any][]} */ ([
    ['apiVersion', { apiVersion: '2024-05-01' }],
    ['documents[0].status', { documents: [{ status: 'Running' }] }],
    ['batches[0].count', { batches: [{ count: 1 }] }],
    ['staleReplies.age', { staleReplies: { age: 1 } }],
    ['throttle.window', { throttle: { limit: 1, window: 1 } }],
  ])) {
    await assert.rejects(startSimulator(options), (error) => {
      assertErrorNames(error, name);
      return true;
    });
  }
  assert.throws(() => sim.createBatch(/** @type {any} */ ({ count: 1 })), /^TypeError: batch\.count is not an option/);
});

test('An option that is out of range is rejected', async (t) => {
  const sim = await simulate(t);
  for (const [name, options] of /** @type {[string, any][]} */ ([
    ['port', { port: 65_536 }],
    ['documents', { documents: 1001 }],
    ['documents', { documents: Array(1001).fill({}) }],
    ['documents[0].fractionDigits', { documents: [{ fractionDigits: 8 }] }],
    ['documents[0].createdAt', { documents: [{ createdAt: 1e15 }] }],
    ['durationMs', { durationMs: 1e13 }],
    ['batches[0].documents', { batches: [{ scenario: 'ValidationFailed', documents: 1 }] }],
  ])) {
    await assert.rejects(startSimulator(options), (error) => {
      assertErrorNames(error, name);
      return error instanceof RangeError;
    });
  }
  for (const status of [0, 99, 1000, NaN, 200.5]) {
    assert.throws(() => sim.script(UNKNOWN_ID, [{ status }]), /^RangeError: replies\[0\]\.status/);
  }
});

test('No error message shows a value, because it may be a credential', async () => {
  for (const option of ['key', 'token']) {
    const error = await startSimulator({ [option]: ['s3cret'] }).catch((reason) => reason);
    assert.doesNotMatch(error.message, /s3cret/);
  }
});

test('A simulator that fails to start leaves no port open', async () => {
  const first = await startSimulator();
  const port = Number(new URL(first.url).port);
  await assert.rejects(startSimulator({ port }), { code: 'EADDRINUSE' });
  await first.close();
  for (const [name, valid, optionsWith] of START_CASES) {
    if (name === 'options' || name === 'port') continue;
    for (const [, value] of invalidValues(name, valid)) {
      await assert.rejects(startSimulator({ port, ...optionsWith(value) }));
    }
  }
  await (await startSimulator({ port })).close();
});
