// How documents and batches move through their statuses as time goes on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REFERENCE_PATH, START, ask, pathOf, simulate } from './ask.js';

/** @typedef {import('../../web/entries/simulator.js').Scenario} Scenario */

/** The statuses that a document goes through, without repetitions. @param {Scenario} scenario @param {import('node:test').TestContext} t */
async function life(scenario, t) {
  const sim = await simulate(t, { documents: [scenario] });
  const replies = [];
  for (let i = 0; i <= 60; i++) {
    replies.push((await ask(sim, pathOf(sim.documents[0]))).json);
    sim.advance(100);
  }
  return { replies, statuses: replies.map(({ status }) => status).filter((status, i, all) => status !== all[i - 1]) };
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
  test(`the scenario ${scenario} goes through ${statuses.join(', ')}`, async (t) => {
    assert.deepEqual((await life(scenario, t)).statuses, statuses);
  });
}

test('progress and the last action never go back, and move together', async (t) => {
  const { replies } = await life('Succeeded', t);
  for (const [i, reply] of replies.entries()) {
    const before = replies[i - 1] ?? reply;
    assert.ok(reply.progress >= before.progress && reply.lastActionDateTimeUtc >= before.lastActionDateTimeUtc);
    const changed = reply.status !== before.status || reply.progress !== before.progress;
    assert.equal(reply.lastActionDateTimeUtc !== before.lastActionDateTimeUtc, changed);
  }
  assert.deepEqual([replies[0].progress, replies[60].progress], [0, 1]);
  assert.ok(new Set(replies.map(({ progress }) => progress)).size > 10);
});

test('the path is absent until the document starts, and the characters are charged when it has succeeded', async (t) => {
  const { replies } = await life('Succeeded', t);
  for (const { status, path, characterCharged } of replies) {
    assert.equal(path !== undefined, status !== 'NotStarted');
    assert.equal(characterCharged > 0, status === 'Succeeded');
  }
});

for (const scenario of /** @type {Scenario[]} */ (['Succeeded', 'Failed', 'Canceled'])) {
  test(`a document of the scenario ${scenario} has no creation date until it starts, and the same one from then on`, async (t) => {
    const { replies } = await life(scenario, t);
    const first = replies.find(({ status }) => status !== 'NotStarted');
    assert.equal(first.createdDateTimeUtc, first.lastActionDateTimeUtc);
    for (const { status, createdDateTimeUtc } of replies) {
      assert.equal(createdDateTimeUtc, status === 'NotStarted' ? undefined : first.createdDateTimeUtc);
    }
  });
}

test('a document that failed before it started has an error, no creation date, no path and no progress', async (t) => {
  const last = (await life('FailedBeforeStart', t)).replies[60];
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

test('a failed document is a 200 with its error in it and no path', async (t) => {
  const last = (await life('Failed', t)).replies[60];
  assert.equal(last.path, undefined);
  assert.deepEqual(Object.keys(last.error), ['code', 'message', 'target', 'innerError']);
  assert.equal(last.error.innerError.code, 'NoTranslatableText');
});

test('what a descriptor says is what the document has', async (t) => {
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
  const { to, path, characterCharged } = (await ask(sim, pathOf(translated))).json;
  assert.deepEqual(
    [to, path, characterCharged],
    ['zh-Hans', 'https://a.blob.core.windows.net/t/1.docx', 9007199254740991],
  );
  assert.equal((await ask(sim, pathOf(failing))).json.status, 'NotStarted');
  sim.advance(1000);
  assert.deepEqual((await ask(sim, pathOf(failing))).json.error, error);
});

test("a batch's summary is all zeros at first, then has its documents, and counts them later", async (t) => {
  const sim = await simulate(t, { documents: ['Succeeded', 'Failed', 'Canceled', 'ValidationFailed', 'NotStarted'] });
  const summaries = [];
  for (const ms of [0, 250, 750, 4000]) {
    sim.advance(ms);
    const { status, summary } = (await ask(sim, `${REFERENCE_PATH}/${sim.batchId}`)).json;
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
  test(`a batch of ${documents.join(' and ')} ends as ${status}`, async (t) => {
    const sim = await simulate(t, { documents, durationMs: 0 });
    const { json } = await ask(sim, `${REFERENCE_PATH}/${sim.batchId}`);
    assert.equal(json.status, status);
    assert.equal(json.error, undefined);
  });
}

test("a failed batch of one document repeats that document's error, except in the preview", async (t) => {
  const sim = await simulate(t, { documents: ['Failed'], durationMs: 0 });
  const path = `/translator/document/batches/${sim.batchId}`;
  const { error } = (await ask(sim, `${path}?api-version=2024-05-01`)).json;
  assert.deepEqual([error.innerError.code, error.target], ['NoTranslatableText', 'Operation']);
  assert.equal((await ask(sim, `${REFERENCE_PATH}/${sim.batchId}`)).json.error, undefined);
});

test("a batch's time moves as its documents start, and stays the same as they end", async (t) => {
  const documents = [1000, 2000, 4000].map((durationMs) => ({ durationMs }));
  const sim = await simulate(t, { documents });
  /** @type {{ ms: number, status: string, ended: number, time: number }[]} */
  const seen = [];
  for (let ms = 0; ms <= 4000; ms += 100) {
    const { lastActionDateTimeUtc, status, summary } = (await ask(sim, `${REFERENCE_PATH}/${sim.batchId}`)).json;
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

test('a batch whose last documents are being canceled is Cancelling', async (t) => {
  const sim = await simulate(t, { documents: ['Canceled', 'Canceled'] });
  sim.advance(3000);
  assert.equal((await ask(sim, `${REFERENCE_PATH}/${sim.batchId}`)).json.status, 'Cancelling');
});

test('a batch that fails validation has an error, a summary of zeros, and no documents', async (t) => {
  const sim = await simulate(t);
  const { id } = sim.batches[1];
  assert.equal((await ask(sim, `${REFERENCE_PATH}/${id}`)).json.status, 'NotStarted');
  sim.advance(5000);
  const { json } = await ask(sim, `${REFERENCE_PATH}/${id}`);
  assert.equal(json.status, 'ValidationFailed');
  assert.equal(json.error.innerError.code, 'InvalidDocumentAccessLevel');
  assert.ok(Object.values(json.summary).every((count) => count === 0));
  assert.deepEqual((await ask(sim, `${REFERENCE_PATH}/${id}/documents`)).json, { value: [] });
});

test('what makes no sense is refused when it is asked for', async (t) => {
  const sim = await simulate(t);
  assert.throws(() => sim.createBatch({ documents: 1001 }), RangeError);
  assert.throws(() => sim.createBatch({ documents: 1, scenario: 'ValidationFailed' }), RangeError);
  assert.throws(() => sim.createBatch({ documents: [/** @type {Scenario} */ ('Lost')] }), /one of Succeeded, Failed/);
  assert.throws(() => sim.createBatch({ scenario: /** @type {'ValidationFailed'} */ ('Lost') }), RangeError);
});
