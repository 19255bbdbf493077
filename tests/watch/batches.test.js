// watchBatches: several jobs as one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startClock } from './clock.js';
import { body, collect, stage } from './stage.js';

const options = { timeout: 20_000 };
const idOf = (/** @type {number} */ number) => `0000000${number}-0000-0000-0000-0000000000ab`;
const documentId = (/** @type {number} */ batch, /** @type {number} */ number) =>
  `${String(batch).padStart(8, '0')}-0000-0000-0000-${String(number).padStart(12, '0')}`;
const ORIGIN = 'https://service.example';
const location = (/** @type {string} */ id) => `${ORIGIN}/translator/text/batch/v1.1/batches/${id}`;

/** @typedef {[status: string, documents: (number | string)[]]} Step The job's status, and the progress or the terminal status of its documents. */

/** The number of the job in the URL of a request. @param {string} url */
const numberIn = (url) => Number(/batches\/0000000(\d)/.exec(url)?.[1]);

/**
 * Responds for each job with its steps, one for each request of the job.
 * @param {Record<number, Step[]>} jobs
 */
function service(jobs) {
  /** @type {Record<number, number>} */
  const asked = {};
  return (/** @type {string} */ url) => {
    const number = numberIn(url);
    const steps = jobs[number];
    if (!steps) return { status: 404, headers: {}, body: { error: { code: 'ResourceNotFound', message: 'No.' } } };
    if (!url.includes('/documents')) asked[number] = Math.min((asked[number] ?? -1) + 1, steps.length - 1);
    const at = asked[number];
    const [status, documents] = steps[at];
    const ended = (/** @type {string} */ name) => documents.filter((state) => state === name).length;
    if (!url.includes('/documents'))
      return {
        ...body(status, at),
        id: idOf(number),
        progress: undefined,
        summary: { total: documents.length, success: ended('Succeeded'), failed: ended('Failed'), cancelled: 0 },
      };
    return {
      value: documents.map((state, index) =>
        typeof state === 'number'
          ? body('Running', at, { id: documentId(number, index), progress: state })
          : body(state, at, { id: documentId(number, index), ...(state === 'Failed' && { error: { code: 'X' } }) }),
      ),
    };
  };
}

const TWO = {
  1: /** @type {Step[]} */ ([
    ['Running', [0, 0, 0]],
    ['Running', [0.5, 0.5, 0.5]],
    ['Succeeded', ['Succeeded', 'Failed', 'Succeeded']],
  ]),
  2: /** @type {Step[]} */ ([
    ['Running', [0]],
    ['Succeeded', ['Succeeded']],
  ]),
};

test('several jobs have one progress and one end, and failures are named with their job', options, async (t) => {
  const clock = startClock(t);
  const { client } = await stage(service(TWO));
  const yielded = await clock.until(collect(client.watchBatches([idOf(1), idOf(2)])));
  const progresses = yielded.map(({ progress }) => progress);
  assert.equal('progress' in yielded[0], false, 'the progress of the second job is not known');
  assert.deepEqual(yielded[0].batches.length, 1);
  const known = progresses.filter((progress) => progress !== undefined);
  assert.deepEqual(known, [...known].sort(), 'never goes back');
  assert.equal(known[0], 0);
  assert.equal(known.at(-1), 1);
  assert.ok(
    known.some((progress) => [0.25, 0.375, 0.625].includes(progress)),
    `weighted by documents: ${known}`,
  );
  const last = yielded.at(-1);
  assert.deepEqual(
    last.batches.map((/** @type {any} */ { id, status }) => [id, status]),
    [
      [idOf(1), 'Succeeded'],
      [idOf(2), 'Succeeded'],
    ],
  );
  assert.deepEqual(
    last.failed.map((/** @type {any} */ { batchId, id, status, error }) => [batchId, id, status, error.code]),
    [[idOf(1), documentId(1, 1), 'Failed', 'X']],
  );
  /** @type {Map<string, string>} */
  const documents = new Map();
  for (const value of yielded)
    for (const { batchId, id, status } of value.documents) documents.set(`${batchId} ${id}`, status);
  assert.deepEqual([...documents].sort(), [
    [`${idOf(1)} ${documentId(1, 0)}`, 'Succeeded'],
    [`${idOf(1)} ${documentId(1, 1)}`, 'Failed'],
    [`${idOf(1)} ${documentId(1, 2)}`, 'Succeeded'],
    [`${idOf(2)} ${documentId(2, 0)}`, 'Succeeded'],
  ]);
});

test('several jobs need as many requests as if each was watched alone', options, async (t) => {
  const clock = startClock(t);
  const one = await stage(service(TWO));
  const count = async (
    /** @type {AsyncIterable<any>} */ watch,
    /** @type {{ requests: unknown[] }} */ { requests },
  ) => {
    const before = requests.length;
    await clock.until(collect(watch));
    return requests.length - before;
  };
  const alone = (await count(one.client.watchBatch(idOf(1)), one)) + (await count(one.client.watchBatch(idOf(2)), one));
  const together = await stage(service(TWO));
  assert.equal(await count(together.client.watchBatches([idOf(1), idOf(2)]), together), alone);
});

test('ids and Operation-Locations can be mixed, and a job that is named twice is watched once', options, async (t) => {
  const clock = startClock(t);
  for (const apiVersion of ['v1.1', '2024-05-01']) {
    const { client, requests } = await stage(service(TWO), { apiVersion });
    const named = [
      idOf(2).toUpperCase(),
      location(idOf(2)),
      `${ORIGIN}:443/translator/document/batches/${idOf(2)}?api-version=2024-05-01`,
      idOf(2),
    ];
    const yielded = await clock.until(collect(client.watchBatches(named)));
    assert.equal(yielded.at(-1).batches.length, 1);
    assert.equal(yielded.at(-1).progress, 1);
    assert.equal(requests.length, 4);
    assert.ok(requests.every(({ url }) => url.includes(apiVersion)));
  }
});

test('invalid jobs are refused before anything is sent, and so is a job of another endpoint', options, async () => {
  for (const [batches, expected] of /** @type {[any, object][]} */ ([
    [undefined, { code: 'InvalidOption', target: 'batches' }],
    [idOf(1), { code: 'InvalidOption', target: 'batches' }],
    [[], { code: 'InvalidOption', target: 'batches' }],
    [[idOf(1), 'x'], { code: 'InvalidBatchId', target: 'batchId' }],
    [[idOf(1), 5], { code: 'InvalidBatchId' }],
    [[idOf(1), undefined], { code: 'InvalidBatchId' }],
    [[idOf(1), '../x'], { code: 'InvalidOperationLocation' }],
    [
      [idOf(1), location(idOf(2)).replace('service', 'other')],
      { code: 'InvalidOption', target: 'batches', hint: `The endpoint of each job must be ${ORIGIN}.` },
    ],
    [[location(idOf(2)).replace('https://', 'https://x@')], { kind: 'invalid-argument' }],
    [[location(idOf(2)).replace('.example', '.example:8443')], { code: 'InvalidOption', target: 'batches' }],
    [[location(idOf(2)).replace('/translator', '/prefix/translator')], { code: 'InvalidOption', target: 'batches' }],
  ])) {
    const { client, requests } = await stage(service(TWO));
    const watch = client.watchBatches(batches);
    await assert.rejects(watch.next(), { kind: 'invalid-argument', ...expected });
    assert.deepEqual(await watch.next(), { done: true, value: undefined });
    assert.equal(requests.length, 0);
  }
  for (const wrong of [{ stream: true }, { minIntervalMs: 'x' }, { onOutage: 5 }, { signal: 1 }, null]) {
    const { client, requests } = await stage(service(TWO));
    await assert.rejects(client.watchBatches([idOf(1), idOf(2)], /** @type {any} */ (wrong)).next(), (error) => {
      assert.ok(/** @type {any} */ (error).code === 'InvalidOption' || wrong === null, JSON.stringify(wrong));
      return true;
    });
    assert.equal(requests.length, 0);
  }
});

test('the failure of one job ends all, and names the job', options, async (t) => {
  const clock = startClock(t);
  const { client, requests } = await stage(service({ 1: [['Running', [0.5]]] }));
  const watch = client.watchBatches([idOf(1), idOf(3)]);
  await assert.rejects(clock.until(collect(watch)), { code: 'ResourceNotFound', statusCode: 404, batchId: idOf(3) });
  const sent = requests.length;
  await clock.pass(600_000);
  assert.equal(requests.length, sent, 'nothing more is sent');
  assert.equal(clock.timers, 0);
  assert.deepEqual(await watch.next(), { done: true, value: undefined });
});

for (const [how, end] of /** @type {[string, (parts: any) => unknown][]} */ ([
  ['return()', ({ watch }) => watch.return()],
  ['an abort', ({ controller }) => controller.abort('enough')],
  ['close()', ({ client }) => client.close()],
]))
  for (const isWaiting of [true, false])
    test(
      `${how} ends the watches of all jobs at once, ${isWaiting ? 'while' : 'before'} a caller waits`,
      options,
      async (t) => {
        const clock = startClock(t);
        const { client, requests } = await stage(service({ 1: [['Running', [0.5]]], 2: [['Running', [0.5]]] }));
        const controller = new AbortController();
        const watch = client.watchBatches([idOf(1), idOf(2)], { signal: controller.signal });
        await clock.until(watch.next());
        await clock.until(watch.next());
        /** @type {Promise<any>[]} */
        const waiting = isWaiting ? [watch.next(), watch.next()] : [];
        const outcomes = Promise.allSettled(waiting);
        await clock.pass(3000);
        end({ watch, controller, client });
        const results = [...(await clock.until(outcomes)), ...(await Promise.allSettled([watch.next()]))];
        const [first, ...others] = how === 'return()' ? [undefined, ...results] : results;
        if (how === 'an abort') assert.equal(/** @type {any} */ (first).reason, 'enough');
        if (how === 'close()') assert.equal(/** @type {any} */ (first).reason.code, 'ClientClosed');
        for (const other of others)
          assert.deepEqual(other, { status: 'fulfilled', value: { done: true, value: undefined } });
        const sent = requests.length;
        await clock.pass(600_000);
        assert.equal(requests.length, sent);
        assert.equal(clock.timers, 0);
      },
    );

test(
  'a slow reader misses nothing, and no more than one change of each job is requested for it',
  options,
  async (t) => {
    const clock = startClock(t);
    const { client, requests } = await stage(service(TWO));
    const watch = client.watchBatches([idOf(1), idOf(2)]);
    await clock.until(watch.next());
    await clock.pass(600_000);
    assert.equal(requests.length, 4, 'two for each job');
    const { value } = await clock.until(watch.next());
    assert.deepEqual(
      value.documents.map((/** @type {any} */ { batchId }) => batchId),
      [idOf(2)],
    );
    assert.equal(value.batches.length, 2);
    const rest = await clock.until(collect(watch));
    assert.equal(rest.at(-1).progress, 1);
  },
);

test('calls of next() at the same time get the values in order', options, async (t) => {
  const clock = startClock(t);
  const { client } = await stage(service(TWO));
  const watch = client.watchBatches([idOf(1), idOf(2)]);
  const results = await clock.until(Promise.all(Array.from({ length: 8 }, () => watch.next())));
  const dones = results.map(({ done }) => done);
  assert.deepEqual(dones, [...dones].sort());
  assert.equal(dones.at(-1), true);
  const values = results.flatMap(({ value }) => (value ? [value.progress ?? -1] : []));
  assert.deepEqual(
    values,
    [...values].sort((a, b) => a - b),
  );
  assert.equal(values.at(-1), 1);
});

test('an outage names its job, and is over when no job has one', options, async (t) => {
  const clock = startClock(t);
  const respond = service(TWO);
  let failures = 4;
  const { client } = await stage((url) =>
    !url.includes('/documents') && failures-- > 0 ? { status: 503, headers: {}, body: {} } : respond(url),
  );
  /** @type {string[]} */
  const outages = [];
  const onOutage = (/** @type {any} */ outage) => outages.push(outage ? outage.error.batchId : 'over');
  const yielded = await clock.until(collect(client.watchBatches([idOf(1), idOf(2)], { onOutage })));
  assert.equal(yielded.at(-1).progress, 1);
  assert.deepEqual(outages.slice(0, 4).sort(), [idOf(1), idOf(1), idOf(2), idOf(2)]);
  assert.deepEqual(outages.slice(4), ['over']);
});

test(
  'a job without documents has no weight, and the progress is unknown until it has some or has ended',
  options,
  async (t) => {
    const clock = startClock(t);
    const { client } = await stage(
      service({
        1: [['Succeeded', ['Succeeded']]],
        2: [
          ['NotStarted', []],
          ['ValidationFailed', []],
        ],
      }),
    );
    const yielded = await clock.until(collect(client.watchBatches([idOf(1), idOf(2)])));
    assert.deepEqual(
      yielded.map(({ progress }) => progress),
      [...Array(yielded.length - 1).fill(undefined), 1],
    );
  },
);

test('one job is watched as by watchBatch', options, async (t) => {
  const clock = startClock(t);
  const one = await stage(service(TWO));
  const alone = await clock.until(collect(one.client.watchBatch(idOf(1))));
  const { client } = await stage(service(TWO));
  const together = await clock.until(collect(client.watchBatches([idOf(1)])));
  assert.deepEqual(
    together.map(({ progress, batches }) => [progress, batches[0].status]),
    alone.map(({ batch }) => [batch.progress, batch.status]),
  );
});
