// The statuses of documents and batches over time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REFERENCE_PATH, START, fetchFrom, pathOf, simulate } from './helpers.js';

/** @typedef {import('../../web/entries/simulator.js').Scenario} Scenario */

/** All responses for a document, and its statuses without repetitions. @param {Scenario} scenario @param {import('node:test').TestContext} t */
async function followDocument(scenario, t) {
  const sim = await simulate(t, { documents: [scenario] });
  const responses = [];
  for (let i = 0; i <= 60; i++) {
    responses.push((await fetchFrom(sim, pathOf(sim.documents[0]))).json);
    sim.advance(100);
  }
  return {
    responses,
    statuses: responses.map(({ status }) => status).filter((status, i, all) => status !== all[i - 1]),
  };
}

for (const [scenario, statuses] of /** @type {[Scenario, string[]][]} */ ([
  ['Succeeded', ['NotStarted', 'Running', 'Succeeded']],
  ['Failed', ['NotStarted', 'Running', 'Failed']],
  ['FailedBeforeStart', ['NotStarted', 'Failed']],
  ['Canceled', ['NotStarted', 'Running', 'Cancelling', 'Cancelled']],
  ['ValidationFailed', ['NotStarted', 'ValidationFailed']],
  ['Running', ['NotStarted', 'Running']],
  ['NotStarted', ['NotStarted']],
])) {
  test(`A document of the scenario ${scenario} has the statuses ${statuses.join(', ')}`, async (t) => {
    assert.deepEqual((await followDocument(scenario, t)).statuses, statuses);
  });
}

test('The progress and the last action never decrease, and change together', async (t) => {
  const { responses } = await followDocument('Succeeded', t);
  for (const [i, response] of responses.entries()) {
    const before = responses[i - 1] ?? response;
    assert.ok(response.progress >= before.progress && response.lastActionDateTimeUtc >= before.lastActionDateTimeUtc);
    const changed = response.status !== before.status || response.progress !== before.progress;
    assert.equal(response.lastActionDateTimeUtc !== before.lastActionDateTimeUtc, changed);
  }
  assert.deepEqual([responses[0].progress, responses[60].progress], [0, 1]);
  assert.ok(new Set(responses.map(({ progress }) => progress)).size > 10);
});

test('A document has a path once it has started, and charged characters once it has succeeded', async (t) => {
  const { responses } = await followDocument('Succeeded', t);
  for (const { status, path, characterCharged } of responses) {
    assert.equal(path !== undefined, status !== 'NotStarted');
    assert.equal(characterCharged > 0, status === 'Succeeded');
  }
});

for (const scenario of /** @type {Scenario[]} */ (['Succeeded', 'Failed', 'Canceled'])) {
  test(`A document of the scenario ${scenario} gets its creation date when it starts, and keeps it`, async (t) => {
    const { responses } = await followDocument(scenario, t);
    const first = responses.find(({ status }) => status !== 'NotStarted');
    assert.equal(first.createdDateTimeUtc, first.lastActionDateTimeUtc);
    for (const { status, createdDateTimeUtc } of responses) {
      assert.equal(createdDateTimeUtc, status === 'NotStarted' ? undefined : first.createdDateTimeUtc);
    }
  });
}

test('A document that failed before it started has an error, no creation date, no path and no progress', async (t) => {
  const last = (await followDocument('FailedBeforeStart', t)).responses[60];
  assert.deepEqual(Object.keys(last), [
    'sourcePath',
    'lastActionDateTimeUtc',
    'status',
    'to',
    'error',
    'progress',
    'id',
    'characterCharged',
  ]);
  assert.deepEqual([last.progress, last.characterCharged], [0, 0]);
  assert.deepEqual(last.error, {
    code: 'InvalidRequest',
    message: 'Target document file already exists.',
    target: 'Document',
    innerError: { code: 'TargetFileAlreadyExists', message: 'Target document file already exists.' },
  });
});

test('The response for a failed document is a 200 with an error and without a path', async (t) => {
  const last = (await followDocument('Failed', t)).responses[60];
  assert.equal(last.path, undefined);
  assert.deepEqual(Object.keys(last.error), ['code', 'message', 'target', 'innerError']);
  assert.equal(last.error.innerError.code, 'NoTranslatableText');
});

test('A document has the values of its descriptor', async (t) => {
  const error = {
    code: 'InvalidRequest',
    message: 'Cannot decode',
    innerError: { code: 'WrongDocumentEncoding', message: '' },
  };
  const sim = await simulate(t, {
    durationMs: 0,
    documents: [
      { to: 'zh-Hans', path: 'https://a.blob.core.windows.net/t/1.docx', characterCharged: 9007199254740991 },
      { scenario: 'Failed', error, id: '0007AADD-0000-0000-0000-00000000000F', durationMs: 1000 },
    ],
  });
  const [translated, failing] = sim.documents;
  const { to, path, characterCharged } = (await fetchFrom(sim, pathOf(translated))).json;
  assert.deepEqual(
    [to, path, characterCharged],
    ['zh-Hans', 'https://a.blob.core.windows.net/t/1.docx', 9007199254740991],
  );
  assert.equal((await fetchFrom(sim, pathOf(failing))).json.status, 'NotStarted');
  sim.advance(1000);
  assert.deepEqual((await fetchFrom(sim, pathOf(failing))).json.error, error);
});

test("A batch's summary is all zeros at first, and then counts the documents by status", async (t) => {
  const sim = await simulate(t, { documents: ['Succeeded', 'Failed', 'Canceled', 'ValidationFailed', 'NotStarted'] });
  const summaries = [];
  for (const ms of [0, 250, 750, 4000]) {
    sim.advance(ms);
    const { status, summary } = (await fetchFrom(sim, `${REFERENCE_PATH}/${sim.batchId}`)).json;
    summaries.push([status, ...Object.values(summary)]);
    assert.deepEqual(Object.keys(summary), [
      'total',
      'failed',
      'success',
      'inProgress',
      'notYetStarted',
      'cancelled',
      'totalCharacterCharged',
    ]);
  }
  assert.deepEqual(summaries, [
    ['NotStarted', 0, 0, 0, 0, 0, 0, 0],
    ['NotStarted', 5, 0, 0, 0, 5, 0, 0],
    ['Running', 5, 0, 0, 3, 2, 0, 0],
    ['Running', 5, 2, 1, 0, 1, 1, 17_432],
  ]);
});

for (const [documents, status] of /** @type {[Scenario[], string][]} */ ([
  [['Succeeded', 'Failed', 'Canceled'], 'Succeeded'],
  [['Failed', 'ValidationFailed'], 'Failed'],
  [['Canceled', 'Canceled'], 'Cancelled'],
])) {
  test(`A batch with ${documents.join(' and ')} documents ends as ${status}`, async (t) => {
    const sim = await simulate(t, { documents, durationMs: 0 });
    const { json } = await fetchFrom(sim, `${REFERENCE_PATH}/${sim.batchId}`);
    assert.equal(json.status, status);
    assert.equal(json.error, undefined);
  });
}

test("A failed batch of one document has that document's error, except in v1.0-preview.1", async (t) => {
  const sim = await simulate(t, { documents: ['Failed'], durationMs: 0 });
  const path = `/translator/document/batches/${sim.batchId}`;
  const { error } = (await fetchFrom(sim, `${path}?api-version=2024-05-01`)).json;
  assert.deepEqual([error.innerError.code, error.target], ['NoTranslatableText', 'Operation']);
  assert.equal((await fetchFrom(sim, `${REFERENCE_PATH}/${sim.batchId}`)).json.error, undefined);
});

test("A batch's last action changes when a document starts, and not when one ends", async (t) => {
  const documents = [1000, 2000, 4000].map((durationMs) => ({ durationMs }));
  const sim = await simulate(t, { documents });
  /** @type {{ ms: number, status: string, ended: number, time: number }[]} */
  const seen = [];
  for (let ms = 0; ms <= 4000; ms += 100) {
    const { lastActionDateTimeUtc, status, summary } = (await fetchFrom(sim, `${REFERENCE_PATH}/${sim.batchId}`)).json;
    seen.push({ ms, status, ended: summary.success, time: Date.parse(lastActionDateTimeUtc) - START });
    sim.advance(100);
  }
  assert.deepEqual(
    seen.filter(({ time, ended }, i) => time !== seen[i - 1]?.time || ended !== seen[i - 1]?.ended),
    [
      { ms: 0, status: 'NotStarted', ended: 0, time: 0 },
      { ms: 100, status: 'Running', ended: 0, time: 100 },
      { ms: 200, status: 'Running', ended: 0, time: 200 },
      { ms: 400, status: 'Running', ended: 0, time: 400 },
      { ms: 1000, status: 'Running', ended: 1, time: 400 },
      { ms: 2000, status: 'Running', ended: 2, time: 400 },
      { ms: 4000, status: 'Succeeded', ended: 3, time: 400 },
    ],
  );
});

test('A batch is Cancelling while its last documents are being canceled', async (t) => {
  const sim = await simulate(t, { documents: ['Canceled', 'Canceled'] });
  sim.advance(3000);
  assert.equal((await fetchFrom(sim, `${REFERENCE_PATH}/${sim.batchId}`)).json.status, 'Cancelling');
});

test('A batch that fails validation has an error, a summary of zeros, and no documents', async (t) => {
  const sim = await simulate(t);
  const { id } = sim.batches[1];
  assert.equal((await fetchFrom(sim, `${REFERENCE_PATH}/${id}`)).json.status, 'NotStarted');
  sim.advance(5000);
  const { json } = await fetchFrom(sim, `${REFERENCE_PATH}/${id}`);
  assert.equal(json.status, 'ValidationFailed');
  assert.equal(json.error.innerError.code, 'InvalidDocumentAccessLevel');
  assert.ok(Object.values(json.summary).every((count) => count === 0));
  assert.deepEqual((await fetchFrom(sim, `${REFERENCE_PATH}/${id}/documents`)).json, { value: [] });
});

test('An impossible batch is rejected when it is created', async (t) => {
  const sim = await simulate(t);
  assert.throws(() => sim.createBatch({ documents: 1001 }), RangeError);
  assert.throws(() => sim.createBatch({ documents: 1, scenario: 'ValidationFailed' }), RangeError);
  assert.throws(() => sim.createBatch({ documents: [/** @type {Scenario} */ ('Lost')] }), /one of Succeeded, Failed/);
  assert.throws(() => sim.createBatch({ scenario: /** @type {'ValidationFailed'} */ ('Lost') }), RangeError);
});
