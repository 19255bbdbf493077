// The behaviour of the elements, as cases for any browser. Most use a client that the case controls; some use the real proxy in front of the
// simulator.
import assert from 'node:assert/strict';

/** @typedef {import('../hosts/browsers.js').Page} Page */
/** @typedef {import('./site.js').Site} Site */
/** @typedef {(page: Page, site: Site) => Promise<void>} Case */

/** @type {[string, Case][]} */
export const cases = [];
/** @param {string} name @param {Case} run */
export const add = (name, run) => cases.push([name, run]);

/** Waits until the element has a state and shows language and time. @param {Page} page @param {string} state */
export const reaches = (page, state) => page.waitForFunction(`has('${state}') && text('.aside') !== '\\u200b'`);

/** Checks accessibility, policy violations and errors, in light and dark, with the details open. @param {Page} page */
async function assertClean(page) {
  await page.evaluate(`inside('details').open = true`);
  for (const theme of ['dark', '']) {
    await page.evaluate(`document.body.className = '${theme}'`);
    assert.deepEqual(await page.evaluate('findings()'), [], theme || 'light');
  }
  assert.deepEqual(await page.evaluate('violations'), []);
  assert.deepEqual(await page.evaluate('errors'), []);
}

/** Creates a document of the simulator with scripted replies. @param {Site} site @param {object[]} [replies] */
export function createDocument({ simulator }, replies) {
  const batch = simulator.createBatch({ documents: 1, durationMs: 3_600_000 });
  const [{ id }] = batch.documents;
  if (replies) simulator.script(id, /** @type {any} */ (replies));
  return { endpoint: '/', 'batch-id': batch.id, 'document-id': id, name: 'Contract.docx' };
}

const failure = {
  code: 'InvalidRequest',
  message: 'No text.',
  innerError: { code: 'NoTranslatableText', message: 'None.' },
};

/** @type {[string, object, { word: string, now?: string | null, problem?: RegExp }][]} */
const STATES = [
  ['not-started', { status: 'NotStarted', progress: 0 }, { word: 'Waiting to start', now: null }],
  ['running', { status: 'Running', progress: 0.42 }, { word: 'Translating · 42%', now: '42' }],
  ['running', { status: 'Running', progress: 0 }, { word: 'Translating', now: null }],
  ['cancelling', { status: 'Cancelling', progress: 0.5 }, { word: 'Canceling · 50%', now: '50' }],
  ['succeeded', { status: 'Succeeded', progress: 1 }, { word: 'Translated', now: '100' }],
  ['failed', { status: 'Failed', error: failure }, { word: 'Not translated', problem: /no text in the document/ }],
  ['canceled', { status: 'Cancelled' }, { word: 'Canceled' }],
  ['validation-failed', { status: 'ValidationFailed', error: failure }, { word: 'Not accepted', problem: /no text/ }],
  ['unknown', { status: 'Resting', progress: 0.2 }, { word: 'Resting · 20%', now: '20' }],
];

for (const [state, reply, { word, now, problem }] of STATES) {
  add(`${JSON.stringify(reply).slice(0, 40)} is shown as “${word}”, and axe reports nothing`, async (page, site) => {
    const attributes = createDocument(site, [reply]);
    await page.evaluate((given) => void globalThis.add(given), { ...attributes, 'result-href': '/result' });
    await reaches(page, state);
    assert.equal(await page.evaluate(`text('.status')`), word);
    if (now !== undefined) assert.equal(await page.evaluate(`bar('aria-valuenow')`), now);
    if (state === 'not-started') assert.equal(await page.evaluate(`text('.time')`), '');
    if (problem) assert.match(await page.evaluate(`text('.message')`), problem);
    assert.equal(await page.evaluate(`inside('.action').getClientRects().length > 0`), state === 'succeeded');
    await assertClean(page);
  });
}

add('with the proxy, the element shows a document until it ends and fires events that bubble', async (page, site) => {
  const attributes = createDocument(site, [
    { status: 'Running', progress: 0.5 },
    { status: 'Succeeded', progress: 1 },
  ]);
  await page.evaluate((given) => void globalThis.add(given), attributes);
  await reaches(page, 'running');
  await page.evaluate(`dispatchEvent(new Event('online'))`);
  await reaches(page, 'succeeded');
  await page.waitForFunction('events.length === 3');
  assert.deepEqual(await page.evaluate('events'), [
    ['document-translation-change', 'Running', 'document-translation-status'],
    ['document-translation-change', 'Succeeded', 'document-translation-status'],
    ['document-translation-end', 'Succeeded', 'document-translation-status'],
  ]);
  assert.ok(site.requestedPaths.every((path) => !path.includes('the-key')));
  assert.ok(
    site.requestedPaths.some((path) => path.startsWith('/translator/document/batches/')),
    'by the default version',
  );
});

add(
  'an error is explained, with details collapsed; a retry shows the document and keeps the focus',
  async (page, site) => {
    const body = { error: { code: 'ResourceNotFound', message: 'id not found', target: 'Document' } };
    const attributes = createDocument(site, [{ status: 404, body }]);
    await page.evaluate((given) => void globalThis.add(given), attributes);
    await reaches(page, 'error');
    assert.match(await page.evaluate(`text('.message')`), /was not found/);
    assert.match(await page.evaluate(`text('pre')`), /ResourceNotFound/);
    assert.equal(await page.evaluate(`inside('details').open`), false);
    assert.deepEqual(await page.evaluate('events.map(([type, code]) => [type, code])'), [
      ['document-translation-error', 'ResourceNotFound'],
    ]);
    await assertClean(page);
    site.simulator.script(attributes['document-id'], [{ status: 'Running', progress: 0.5 }]);
    await page.evaluate(`inside('.retry').focus(), inside('.retry').click()`);
    await reaches(page, 'running');
    assert.equal(await page.evaluate(`text('.message')`), '');
    assert.equal(await page.evaluate(`element().shadowRoot.activeElement?.className`), 'status');
  },
);

add('the focus moves to the status when the focused part disappears', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate(
    `client.fail(Object.assign(new Error('no'), { kind: 'network', code: 'Network', retryable: true }))`,
  );
  await reaches(page, 'error');
  await page.evaluate(`inside('summary').focus()`);
  await page.evaluate(`dispatchEvent(new Event('online'))`);
  await reaches(page, 'waiting');
  assert.equal(await page.evaluate(`element().shadowRoot.activeElement?.className`), 'status');
});

add('without support for :state(), the attribute data-state has the same names', async (page) => {
  for (const states of [
    'undefined',
    `{ clear() {}, add() { throw new DOMException('The value does not begin with --', 'SyntaxError') } }`,
  ]) {
    await page.evaluate(`Object.defineProperty(ElementInternals.prototype, 'states', { configurable: true, get: () => (${states}) }),
      element()?.remove(), addByHand(), undefined`);
    await page.waitForFunction('client.watches.length === 1');
    assert.equal(await page.evaluate('element().dataset.state'), 'waiting');
    await page.evaluate('client.give(documentOf({ progress: 0.5 }))');
    await page.waitForFunction(`element().matches('[data-state~="running"]')`);
    await page.evaluate('pretend({ onLine: false })');
    assert.equal(await page.evaluate('element().dataset.state'), 'running offline');
    await page.evaluate('pretend({ onLine: true })');
  }
  assert.deepEqual(await page.evaluate('errors'), []);
});

/** Creates a job of the simulator. @param {Site} site @param {number} documents @param {object[]} [replies] of its first document */
function createJob({ simulator }, documents, replies) {
  const batch = simulator.createBatch({ documents, durationMs: 3_600_000, createdAt: Date.now() - 1_800_000 });
  if (replies) simulator.script(batch.documents[0].id, /** @type {any} */ (replies));
  return batch;
}

/** The paths of the requests to the service. @param {Site} site */
const servicePaths = (site) => site.requestedPaths.filter((path) => path.includes('/translator/'));

add('with only a job id, the element shows the document of a job that has one', async (page, site) => {
  const { id } = createJob(site, 1);
  await page.evaluate((given) => void globalThis.add(given), { endpoint: '/', 'batch-id': id, name: 'Contract.docx' });
  await page.waitForFunction(`has('running') && /Translating · \\d+%/.test(text('.status'))`);
  assert.deepEqual(await page.evaluate(`[element().status.batch.id, element().status.documents.length]`), [id, 1]);
  assert.ok(!servicePaths(site).some((path) => /documents\/./.test(path)), 'the job and its list only');
  await assertClean(page);
});

add(
  'with only a job id, the element shows the count and progress of a job that has several documents',
  async (page, site) => {
    const { id } = createJob(site, 3);
    await page.evaluate((given) => void globalThis.add(given), { endpoint: '/', 'batch-id': id });
    await reaches(page, 'running');
    assert.deepEqual(await page.evaluate(`[text('.name'), text('.aside'), text('.status')]`), [
      'Translations',
      '3 documents',
      'Translating · 0 of 3',
    ]);
    await assertClean(page);
  },
);

add('with only a job id, status and events are those of the job, and states those of what is shown', async (page) => {
  await page.evaluate(`addByHand({ 'document-id': null }), undefined`);
  await page.waitForFunction('client.watches.length === 1');
  assert.deepEqual(await page.evaluate('client.watches[0].args.slice(0, -1)'), [
    '727bf148-f327-47a0-9481-abae6362f11e',
  ]);
  assert.equal(await page.evaluate(`'stream' in client.watches[0].args.at(-1)`), false);
  const one = (/** @type {string} */ members) => `[documentOf(Object.assign({ id: 'd' }, ${members}))]`;
  /** @type {[string, string, string[], string][]} */
  const STEPS = [
    ['no counts yet', `jobOf({ status: 'NotStarted' }, {})`, ['not-started'], 'Waiting to start'],
    ['the list lags', `jobOf({}, { total: 1, inProgress: 1 })`, ['running'], 'Translating · 0 of 1'],
    [
      'one document',
      `jobOf({}, { total: 1, inProgress: 1 }, ${one('{ progress: 0.4 }')})`,
      ['running'],
      'Translating · 40%',
    ],
    [
      'an older status',
      `jobOf({}, { total: 1, inProgress: 1 }, ${one('{ progress: 0.3 }')})`,
      ['running'],
      'Translating · 40%',
    ],
    [
      'its end',
      `jobOf({ status: 'Succeeded' }, { total: 1, failed: 1 }, ${one(`{ status: 'Failed', error: { code: 'TargetFileAlreadyExists', message: 'x' } }`)})`,
      ['failed'],
      'Not translated',
    ],
  ];
  for (const [what, value, [state], word] of STEPS) {
    await page.evaluate(`client.give(${value})`);
    await page.waitForFunction(`has('${state}') && text('.status') === '${word}'`).catch(() => {});
    assert.deepEqual(await page.evaluate(`[has('${state}'), text('.status')]`), [true, word], what);
  }
  assert.match(await page.evaluate(`text('.message')`), /already exists/);
  assert.equal(await page.evaluate(`text('.announcement')`), 'Contract.docx: Not translated');
  await page.waitForFunction(`events.some(([type]) => type === 'document-translation-end')`);
  const [type, status, tag] = await page.evaluate('events.at(-1)');
  assert.deepEqual([type, status, tag], ['document-translation-end', 'Succeeded', 'document-translation-status']);
  assert.deepEqual(await page.evaluate(`[element().status.batch.status, element().status.documents.length]`), [
    'Succeeded',
    1,
  ]);
});

add(
  'an empty document-id waits, and the element starts when the id is set or the attribute is removed',
  async (page) => {
    await page.evaluate(`addByHand({ 'document-id': '' }), undefined`);
    await page.evaluate('new Promise((resolve) => setTimeout(resolve))');
    assert.deepEqual(await page.evaluate(`[client.watches.length, has('waiting')]`), [0, true]);
    await page.evaluate(`element().documentId = '0002d2a0-0000-0000-0000-000000000000'`);
    await page.waitForFunction('client.watches.length === 1');
    assert.equal(await page.evaluate('client.watches[0].args.length'), 3);
    await page.evaluate('client.give(documentOf({ progress: 0.9 }))');
    await page.waitForFunction(`text('.status') === 'Translating · 90%'`);
    await page.evaluate(`element().documentId = undefined`);
    await page.waitForFunction('client.watches.length === 2');
    assert.equal(await page.evaluate('client.watches[1].args.length'), 2);
    assert.equal(await page.evaluate(`has('waiting')`), true);
    await page.evaluate(
      `client.give(jobOf({}, { total: 4, success: 1, inProgress: 3 }, [documentOf({ progress: 0.1 })]))`,
    );
    await page.waitForFunction(`text('.status') === 'Translating · 1 of 4'`);
    assert.equal(await page.evaluate(`bar('aria-valuenow')`), '25');
  },
);

add('the progress of a job comes from its status and never goes back', async (page) => {
  for (const tag of ['document-translation-status', 'document-translation-job-status']) {
    await page.evaluate((name) => {
      globalThis.element()?.remove();
      globalThis.addByHand({ 'document-id': null }, name);
    }, tag);
    await page.waitForFunction('client.watches.length > 0');
    await page.evaluate(
      `client.give(jobOf({ progress: 0.5, estimatedRemainingMs: 150000 }, { total: 4, success: 1, inProgress: 2, notYetStarted: 1 }))`,
    );
    await page.waitForFunction(`bar('aria-valuenow') === '50'`);
    await page.waitForFunction(`/about \\d minutes left/.test(text('.time'))`);
    const bars = await page.evaluate(
      `[...element().shadowRoot.querySelectorAll('.bar')].map((bar) => [bar.dataset.state, bar.style.inlineSize])`,
    );
    assert.deepEqual(bars, [
      ['succeeded', '25%'],
      ['progress', '25%'],
      ['running', '25%'],
    ]);
    // A new watch starts with the counts only.
    await page.evaluate(`element().setAttribute('token', 'another')`);
    await page.waitForFunction('client.watches.length === 2');
    await page.evaluate(`client.give(jobOf({ progress: 0.25 }, { total: 4, success: 1, inProgress: 3 }))`);
    await page.waitForFunction(`events.filter(([type]) => type.endsWith('change')).length >= 2`);
    assert.equal(await page.evaluate(`bar('aria-valuenow')`), '50', tag);
    await page.evaluate('events.length = 0');
  }
});

add('with a client that has no watchBatch, a job fires an error event that names the client', async (page) => {
  await page.evaluate(
    `addByHand({ 'document-id': null, 'batch-id': '' }), (client.watchBatch = undefined), (element().batchId = 'x'), undefined`,
  );
  await page.waitForFunction('element().error');
  assert.deepEqual(await page.evaluate('[element().error.code, element().error.target]'), ['InvalidOption', 'client']);
});

add('src is the Operation-Location of a job or a document, and requests go to the endpoint', async (page, site) => {
  const batch = createJob(site, 1);
  const [{ id }] = batch.documents;
  const azure = 'https://my-resource.cognitiveservices.azure.com/translator';
  for (const tag of ['document-translation-status', 'document-translation-job-status'])
    for (const src of [
      `${azure}/document/batches/${batch.id}?api-version=2024-05-01`,
      `${azure}/text/batch/v1.0/batches/${batch.id}`,
      `${azure}/document/batches/${batch.id}/documents/${id}?api-version=2024-05-01`,
    ]) {
      site.requestedPaths.length = 0;
      await page.evaluate(
        ([name, given]) => {
          globalThis.element()?.remove();
          globalThis.add({ src: given, endpoint: '/', token: 'view' }, {}, name);
        },
        [tag, src],
      );
      await reaches(page, 'running');
      const path = new URL(src).pathname;
      assert.ok(
        servicePaths(site).some((requested) => path.startsWith(requested)),
        `${tag} ${src}`,
      );
    }
  assert.deepEqual(await page.evaluate('[violations, errors]'), [[], []]);
});

add('a src at Azure without an endpoint is refused before anything is sent, with a hint', async (page, site) => {
  const ids = '727bf148-f327-47a0-9481-abae6362f11e?api-version=2024-05-01';
  await page.evaluate('void (globalThis.asked = 0)');
  for (const tag of ['document-translation-status', 'document-translation-job-status'])
    for (const host of [
      'r.cognitiveservices.azure.com',
      'R.CognitiveServices.Azure.US',
      'r%2Ecognitiveservices.azure.cn',
    ]) {
      await page.evaluate(
        ([name, src]) => {
          globalThis.element()?.remove();
          globalThis.add({ src }, { token: () => globalThis.asked++ }, name);
        },
        [tag, `https://${host}/translator/document/batches/${ids}`],
      );
      await page.waitForFunction('element().error');
      assert.deepEqual(await page.evaluate('[element().error.code, element().error.target]'), ['InvalidOption', 'src']);
      assert.match(await page.evaluate('element().error.hint'), /Set endpoint/);
    }
  assert.equal(await page.evaluate('asked'), 0);
  // A request would violate the page's policy.
  assert.deepEqual(await page.evaluate('violations'), []);
  assert.deepEqual(servicePaths(site), []);
  await page.evaluate(`element().endpoint = '/'`);
  await page.waitForFunction(`element().error?.code !== 'InvalidOption'`);
  // A client of the page's own has its own endpoint.
  await page.evaluate((src) => {
    globalThis.element().remove();
    globalThis.addByHand({ src });
  }, `https://r.cognitiveservices.azure.com/translator/document/batches/${ids}`);
  await page.waitForFunction('client.watches.length === 1');
});

add('src is the full URL of the document', async (page, site) => {
  const { 'batch-id': batch, 'document-id': document } = createDocument(site, [{ status: 'Running', progress: 0.3 }]);
  const src = `/translator/document/batches/${batch}/documents/${document}?api-version=2024-05-01`;
  await page.evaluate((given) => void globalThis.add({ src: given }), src);
  await reaches(page, 'running');
  assert.ok(site.requestedPaths.some((path) => path === src.split('?')[0]));
});

add('a new document-id shows that document, even if it has less progress', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate('client.give(documentOf({ progress: 0.9 }))');
  await page.waitForFunction(`bar('aria-valuenow') === '90'`);
  await page.evaluate(`element().documentId = '0002d2a1-0000-0000-0000-000000000000'`);
  await page.waitForFunction('client.watches.length === 2');
  assert.equal(await page.evaluate('client.watches[0].signal.aborted'), true);
  assert.equal(await page.evaluate(`has('waiting')`), true);
  await page.evaluate(`client.give(documentOf({ status: 'Cancelling', progress: 0.2 }))`);
  await page.waitForFunction(`bar('aria-valuenow') === '20'`);
});

add('a new token starts a new request, and the status stays visible', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate('client.give(documentOf({ progress: 0.4 }))');
  await reaches(page, 'running');
  await page.evaluate(`element().setAttribute('token', 'another')`);
  await page.waitForFunction('client.watches.length === 2');
  assert.equal(await page.evaluate(`has('running') && bar('aria-valuenow')`), '40');
});

add('a removed element stops its requests, and continues from its last status when it is added again', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate('client.give(documentOf({ progress: 0.4 }))');
  await reaches(page, 'running');
  await page.evaluate('void Object.assign(globalThis, { taken: element() }), taken.remove()');
  assert.equal(await page.evaluate('client.watches[0].signal.aborted'), true);
  await page.evaluate(`document.querySelector('main').append(taken)`);
  assert.equal(await page.evaluate(`text('.status')`), 'Translating · 40%');
  await page.waitForFunction('client.watches.length === 2');
  await page.evaluate(`client.give(documentOf({ status: 'Succeeded', progress: 1 }))`);
  await reaches(page, 'succeeded');
  await page.evaluate(`taken.remove(), document.querySelector('main').append(taken)`);
  await page.evaluate('Promise.resolve()');
  assert.equal(await page.evaluate('client.watches.length'), 2);
});

add('progress and status never go backwards', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate('client.give(documentOf({ progress: 0.5 })), client.give(documentOf({ progress: 0.3 }))');
  await page.waitForFunction(`bar('aria-valuenow') === '50'`);
  await page.evaluate(
    `client.give(documentOf({ status: 'NotStarted', lastActionDateTimeUtc: '2026-01-02T03:04:04Z' })), client.give(documentOf({ progress: 0.6 }))`,
  );
  await page.waitForFunction(`bar('aria-valuenow') === '60'`);
  // Stale statuses fire no events.
  assert.deepEqual(await page.evaluate('events.map(([, status]) => status)'), ['Running', 'Running']);
});

add('one failure is not shown; two show a notice without an announcement, until a response arrives', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate('client.give(documentOf({ progress: 0.5 }))');
  await reaches(page, 'running');
  const time = await page.evaluate(`text('.time')`);
  await page.evaluate('client.outage({ retryInMs: 1000 })');
  assert.deepEqual(await page.evaluate(`[has('interrupted'), text('.time')]`), [false, time]);
  await page.evaluate('client.outage({ retryInMs: 2000 })');
  assert.match(await page.evaluate(`text('.time')`), /No connection. Trying again/);
  assert.deepEqual(await page.evaluate(`[has('interrupted'), has('running'), text('.announcement')]`), [
    true,
    true,
    '',
  ]);
  await assertClean(page);
  await page.evaluate('client.outage(undefined)');
  assert.deepEqual(await page.evaluate(`[has('interrupted'), text('.time')]`), [false, time]);
});

add('while the server is unreachable, the element retries and then recovers', async (page, site) => {
  const attributes = createDocument(site, [{ status: 'Running', progress: 0.5 }]);
  site.down = true;
  await page.evaluate((given) => void globalThis.add(given), attributes);
  await reaches(page, 'interrupted');
  const eventTypes = `[...new Set(events.map(([type]) => type))]`;
  assert.deepEqual(await page.evaluate(`[has('waiting'), ${eventTypes}]`), [
    true,
    ['document-translation-interrupted'],
  ]);
  site.down = false;
  await reaches(page, 'running');
  await page.waitForFunction(`events.length === 3`);
  assert.deepEqual(await page.evaluate(eventTypes), [
    'document-translation-interrupted',
    'document-translation-resumed',
    'document-translation-change',
  ]);
  assert.equal(await page.evaluate(`has('interrupted')`), false);
});

add(
  'a token function that fails because of the network is called again, and no access error is shown',
  async (page, site) => {
    const attributes = createDocument(site, [{ status: 'Running', progress: 0.5 }]);
    await page.evaluate((given) => {
      let calls = 0;
      const token = async () => {
        if (++calls < 3) throw new TypeError('Failed to fetch');
        return 'token';
      };
      globalThis.add(given, { token });
    }, attributes);
    await reaches(page, 'interrupted');
    assert.equal(await page.evaluate(`has('error')`), false);
    await reaches(page, 'running');
  },
);

add('a token function that fails for another reason means that access is missing', async (page, site) => {
  const attributes = createDocument(site, [{ status: 'Running', progress: 0.5 }]);
  await page.evaluate((given) => {
    const token = async () => {
      throw new Error('Signed out');
    };
    globalThis.add(given, { token });
  }, attributes);
  await reaches(page, 'error');
  assert.match(await page.evaluate(`text('.message')`), /may not see/);
});

add('a hidden page sends no requests until it is visible', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate('client.give(documentOf({ progress: 0.5 }))');
  await reaches(page, 'running');
  await page.evaluate('pretend({ hidden: true })');
  await page.evaluate(
    `dispatchEvent(new Event('online')), element().setAttribute('token', 'another'), Promise.resolve()`,
  );
  assert.equal(await page.evaluate('client.watches[0].signal.aborted'), true);
  assert.equal(await page.evaluate('client.watches.length'), 1);
  await page.evaluate('pretend({ hidden: false })');
  await page.waitForFunction('client.watches.length === 2');
  assert.equal(await page.evaluate(`has('running') && bar('aria-valuenow')`), '50');
});

add(
  'a page that is hidden before the documents of an ended job have arrived continues when it is shown',
  async (page) => {
    const hide = `pretend({ hidden: true }), pretend({ hidden: false }), new Promise((resolve) => setTimeout(resolve))`;
    const ended = (/** @type {string} */ members) =>
      `jobOf({ status: 'Succeeded' }, { total: 1, success: 1 }, [documentOf(Object.assign({ id: 'd' }, ${members}))])`;
    for (const tag of [JOB, 'document-translation-status']) {
      await page.evaluate((name) => {
        globalThis.element()?.remove();
        globalThis.addByHand({ 'document-id': null }, name);
      }, tag);
      await page.waitForFunction('client.watches.length === 1');
      await page.evaluate('void (events.length = 0)');
      await page.evaluate(`client.give(Object.assign(${ended('{ progress: 0.9 }')}, { continues: true }))`);
      await page.waitForFunction('element().status');
      await page.evaluate(hide);
      assert.equal(await page.evaluate('client.watches.length === 1 && client.watches[0].signal.aborted'), false, tag);
      // A watch that starts again continues, too.
      await page.evaluate('element().retry(), Promise.resolve()');
      assert.equal(await page.evaluate('client.watches.length'), 2, tag);
      await page.evaluate(`client.give(${ended(`{ status: 'Succeeded' }`)})`);
      await page.waitForFunction(`events.at(-1)?.[0].endsWith('-end')`);
      assert.equal(await page.evaluate('element().status.documents[0].status'), 'Succeeded');
      await page.evaluate(hide);
      assert.equal(await page.evaluate('client.watches.length'), 2, tag);
      // The list of some jobs is never complete.
      await page.evaluate(`element().batchId = '827bf148-f327-47a0-9481-abae6362f11e'`);
      await page.waitForFunction('client.watches.length === 3');
      await page.evaluate(`client.give(${ended('{ progress: 0.9 }')})`);
      await page.waitForFunction(`events.filter(([type]) => type.endsWith('-end')).length === 2`);
      await page.evaluate(hide);
      assert.equal(await page.evaluate('client.watches.length'), 3, tag);
    }
  },
);

add('a notice shows that the browser is offline, until it is online', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate('client.give(documentOf({ progress: 0.5 }))');
  await reaches(page, 'running');
  await page.evaluate('pretend({ onLine: false })');
  assert.deepEqual(await page.evaluate(`[has('offline'), has('running'), text('.status')]`), [
    true,
    true,
    'Translating · 50%',
  ]);
  assert.match(await page.evaluate(`text('.time')`), /Offline. This continues by itself/);
  await assertClean(page);
  await page.evaluate('pretend({ onLine: true })');
  assert.equal(await page.evaluate(`has('offline')`), false);
});

add('a changed status is announced once; percentages and the first status are not announced', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  const after = async (/** @type {string} */ members, /** @type {number} */ count) => {
    await page.evaluate(`client.give(documentOf(${members}))`);
    await page.waitForFunction(`events.length >= ${count}`);
    return page.evaluate(`text('[role=status]')`);
  };
  assert.equal(await after(`{ status: 'NotStarted' }`, 1), '');
  assert.equal(await after(`{ progress: 0.1 }`, 2), 'Contract.docx: Translating');
  assert.equal(await after(`{ progress: 0.2 }`, 3), 'Contract.docx: Translating');
  assert.equal(await after(`{ status: 'Failed' }`, 4), 'Contract.docx: Not translated');
});

/** Records the element at the first change, and the Intl objects that were created before. */
const FIRST = `(() => {
  Object.assign(globalThis, { asked: [], announced: 0, first: undefined });
  for (const name of ['NumberFormat', 'DisplayNames', 'RelativeTimeFormat'])
    Intl[name] = new Proxy(Intl[name], { construct: (Class, args) => (asked.push(name), new Class(...args)) });
  globalThis.picture = () => {
    const { height, boxes } = layout();
    const texts = [text('.status'), bar('aria-valuetext'), bar('aria-valuenow'), text('[role=status]')];
    return { texts, height, track: boxes.track, status: boxes.status };
  };
  addEventListener('document-translation-change', () => {
    first = { asked: [...asked], aside: text('.aside'), picture: picture() };
    new MutationObserver(() => announced++).observe(inside('[role=status]'), { childList: true, subtree: true });
  });
})()`;
const GIVE = `client.give(documentOf({ progress: 0.42, createdDateTimeUtc: new Date(Date.now() - 61000).toISOString() }))`;

for (const width of [1200, 320])
  add(
    `the status is shown before Intl objects are created, and nothing moves afterwards: ${width} px`,
    async (page) => {
      await page.evaluate(`${FIRST}, setWidth(${width}), addByHand(), Promise.resolve().then(() => ${GIVE})`);
      await reaches(page, 'running');
      const { asked, aside, picture } = await page.evaluate('first');
      assert.deepEqual([asked, aside], [[], '\u200b']);
      assert.deepEqual(picture.texts, ['Translating · 42%', 'Translating · 42%', '42', '']);
      assert.deepEqual(await page.evaluate('picture()'), picture);
      assert.deepEqual(await page.evaluate(`[text('.aside'), text('.time')]`), ['to French', 'Started 1 minute ago']);
      assert.equal(await page.evaluate('announced'), 0);
    },
  );

add(
  'in a loading page the request is sent first, and the waiting state is rendered in the next frame',
  async (page) => {
    const seen = await page.evaluate(`(async () => {
    Object.defineProperty(document, 'readyState', { get: () => 'interactive' });
    addByHand();
    await undefined;
    const before = [client.watches.length, has('waiting')];
    await new Promise(requestAnimationFrame);
    return [...before, client.watches.length, has('waiting'), text('.status')];
  })()`);
    assert.deepEqual(seen, [1, false, 1, true, 'Checking…']);
  },
);

add('Intl objects are created while a slow response is pending', async (page) => {
  await page.evaluate(`${FIRST}, addByHand(), undefined`);
  await page.waitForFunction(`asked.includes('RelativeTimeFormat')`);
  await page.evaluate(GIVE);
  await page.waitForFunction('first');
  assert.equal(await page.evaluate('first.aside'), 'to French');
});

add('a view token is sent as Bearer, and a token function is called again after a 401', async (page, site) => {
  const { simulator } = site;
  const attributes = { ...createDocument(site), endpoint: simulator.url };
  simulator.token = 'first';
  await page.evaluate((given) => void globalThis.add(given), { ...attributes, token: 'first' });
  await page.waitForFunction('element().status');
  await page.evaluate('element().remove()');
  simulator.token = 'second';
  await page.evaluate((given) => {
    let asked = 0;
    globalThis.add(given, { token: () => (asked++ ? 'second' : 'first') });
  }, attributes);
  await page.waitForFunction('element().status');
  await page.evaluate('element().remove()');
  await page.evaluate((given) => void globalThis.add(given), { ...attributes, token: 'first' });
  await reaches(page, 'error');
  assert.match(await page.evaluate(`text('.message')`), /may not see/);
});

/** Texts that come from a missing value. */
const LEAKED = /NaN|undefined|null|Invalid|\{/;
/** All texts and attribute values of the element. */
const TEXTS = `[...element().shadowRoot.querySelectorAll('*')].filter((node) => node.localName !== 'style').flatMap((node) =>
  [...[...node.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data), ...[...node.attributes].map(({ value }) => value)])
  .filter(Boolean).join('|')`;

add('members that the service omits cause no text: a document', async (page) => {
  await page.evaluate('addByHand(), undefined');
  for (const status of [
    ...['NotStarted', 'Running', 'Cancelling', 'Succeeded', 'Failed', 'Canceled', 'ValidationFailed', 'Resting'],
  ]) {
    await page.evaluate(`element().remove(), addByHand(), undefined`);
    await page.waitForFunction('client.watches.length === 1');
    await page.evaluate(`client.give({ id: '0002d2a0-0000-0000-0000-000000000000', status: '${status}',
      lastActionDateTimeUtc: '2026-01-02T03:04:05Z' })`);
    // The time of a cancellation is that of the last action.
    await page.waitForFunction(`element().status?.status === '${status}' && !text('.aside')`);
    await page.waitForFunction(status === 'Canceled' ? `text('.time').includes('2026')` : `text('.time') === ''`);
    assert.doesNotMatch(await page.evaluate(TEXTS), LEAKED, status);
  }
});

add('the remaining time is shown if the start is unknown', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate(`client.give({ id: '0002d2a0-0000-0000-0000-000000000000', status: 'Running', progress: 0.5,
    lastActionDateTimeUtc: '2026-01-02T03:04:05Z', estimatedRemainingMs: 30000 })`);
  await page.waitForFunction(`text('.time') === 'less than a minute left'`);
});

add('members that the service omits cause no text: a job and its documents', async (page) => {
  const JOB = 'document-translation-job-status';
  await page.evaluate(`addByHand({}, '${JOB}'), undefined`);
  for (const status of ['NotStarted', 'Running', 'Succeeded', 'Failed', 'Canceled', 'Resting']) {
    for (const summary of ['{}', '{ total: 2 }', '{ total: 2, failed: 1 }', '{ success: 1 }']) {
      await page.evaluate(`element().remove(), addByHand({}, '${JOB}'), undefined`);
      await page.waitForFunction('client.watches.length === 1');
      await page.evaluate(`client.give({
        batch: { id: '1', status: '${status}', lastActionDateTimeUtc: '2026-01-02T03:04:05Z', summary: ${summary} },
        documents: ['Running', 'Failed', 'Succeeded'].map((status, index) =>
          ({ id: String(index), status, lastActionDateTimeUtc: '2026-01-02T03:04:05Z' })),
      })`);
      await page.waitForFunction(`element().shadowRoot.querySelectorAll('.document').length === 3`);
      assert.doesNotMatch(await page.evaluate(TEXTS), LEAKED, `${status} ${summary}`);
      const time = await page.evaluate(`text('.time')`);
      if (status === 'Canceled') assert.match(time, /2026/);
      else assert.equal(time, '');
      const counts = await page.evaluate(
        `[...element().shadowRoot.querySelectorAll('.count')].filter((count) => count.getClientRects().length).length`,
      );
      assert.equal(counts, /failed|success/.test(summary) ? 1 : 0, summary);
    }
  }
});

add('a terminal status is shown even if its time is older', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate(`client.give(documentOf({ lastActionDateTimeUtc: '2026-01-02T03:04:05.500Z' })),
    client.give(documentOf({ status: 'Succeeded', lastActionDateTimeUtc: '2026-01-02T03:04:05.400Z' }))`);
  await reaches(page, 'succeeded');
});

add(
  'a property of a wrong type fires an error event that names it, without an exception or a request',
  async (page, site) => {
    const found = await page.evaluate(async () => {
      /** @type {[string, any][]} */
      const VALUES = [
        ...Object.entries({ NaN, Infinity, '-1': -1, 0: 0, 1.5: 1.5, true: true, false: false, '1n': 1n }),
        ...Object.entries({
          '{}': {},
          '[]': [],
          "['x']": ['x'],
          function: () => 'x',
          Date: new Date(0),
          symbol: Symbol('x'),
        }),
        ...Object.entries({ "''": '', "'x'": 'x', "'a b'": 'a b', '{ Running: 5 }': { Running: 5 } }),
        ...Object.entries({
          '{ Runing }': { runing: 'x' },
          '{ documents }': { documents: {} },
          bare: Object.create(null),
        }),
      ];
      const isText = (/** @type {any} */ value) => typeof value === 'string';
      const isFunction = (/** @type {any} */ value) => typeof value === 'function';
      const isEmpty = (/** @type {any} */ value) =>
        Object.prototype.toString.call(value) === '[object Object]' && !Object.keys(value).length;
      /** @type {Record<string, (value: any) => boolean>} */
      const shared = {
        ...Object.fromEntries(
          ['endpoint', 'batchId', 'apiVersion', 'src', 'name', 'resultHref', 'credentials', 'tokenHeader'].map(
            (name) => [name, isText],
          ),
        ),
        token: (value) => value === 'x' || isFunction(value),
        stream: (value) => typeof value === 'boolean',
        client: () => false,
        words: isEmpty,
      };
      const ELEMENTS = {
        'document-translation-status': { ...shared, documentId: isText },
        'document-translation-job-status': {
          ...shared,
          documentNames: (/** @type {any} */ value) => isFunction(value) || isEmpty(value) || value.runing,
        },
      };
      /** @type {string[]} */
      const wrong = [];
      for (const [tag, properties] of Object.entries(ELEMENTS))
        for (const [property, takes] of Object.entries(properties))
          for (const [shown, value] of VALUES)
            for (const isEarly of [true, false]) {
              if (takes(value)) continue;
              const what = `${tag} ${property} = ${shown}${isEarly ? ' (before it is in the page)' : ''}`;
              const element = /** @type {any} */ (document.createElement(tag));
              element.setAttribute('endpoint', '/');
              element.setAttribute('batch-id', '727bf148-f327-47a0-9481-abae6362f11e');
              element.setAttribute('document-id', '0002d2a0-0000-0000-0000-000000000000');
              /** @type {any} */
              let detail;
              element.addEventListener(`${tag.replace('-status', '')}-error`, (/** @type {any} */ event) => {
                detail = event.detail;
              });
              try {
                if (isEarly) element[property] = value;
                document.querySelector('main')?.append(element);
                if (!isEarly) element[property] = value;
              } catch (error) {
                wrong.push(`${what} threw ${error}`);
              }
              await Promise.resolve();
              const { name, kind, code, target, message } = detail ?? {};
              const told = [name, kind, code, target].join();
              if (
                told !== `DocumentTranslationError,invalid-argument,InvalidOption,${property}` ||
                element.error !== detail
              )
                wrong.push(`${what} told ${told}`);
              else if (!message.includes(property) || !element.shadowRoot.textContent.includes(property))
                wrong.push(`${what} told ${message}`);
              element[property] = undefined;
              await Promise.resolve();
              if (element.error) wrong.push(`${what} is still an error once it is taken back`);
              element.remove();
            }
      return wrong;
    });
    assert.deepEqual(found, []);
    assert.deepEqual(await page.evaluate('errors'), []);
    await page.evaluate('new Promise((resolve) => setTimeout(resolve))');
    assert.ok(!site.requestedPaths.some((path) => path.includes('/translator/') && !path.includes('727bf148')));
  },
);

add('an invalid attribute fires an error event that names it', async (page) => {
  for (const [attributes, target] of /** @type {const} */ ([
    [{ endpoint: 'x' }, 'endpoint'],
    [{ 'batch-id': 'x' }, 'batch'],
    [{ 'document-id': 'x' }, 'document'],
    [{ 'api-version': '[object Object]' }, 'apiVersion'],
    [{ src: 'x' }, 'URL'],
    [{ src: 'http://[' }, 'URL'],
    [{ token: '' }, 'token'],
    [{ token: 'a b' }, 'token'],
    [{ credentials: 'x' }, 'credentials'],
    [{ 'token-header': 'X-Other' }, 'tokenHeader'],
  ])) {
    await page.evaluate((given) => {
      globalThis.element()?.remove();
      const ids = {
        'batch-id': '727bf148-f327-47a0-9481-abae6362f11e',
        'document-id': '0002d2a0-0000-0000-0000-000000000000',
      };
      globalThis.add({ endpoint: '/', ...ids, ...given });
    }, attributes);
    await page.waitForFunction('element().error && events.splice(0).length === 1');
    const [name, kind, message] = await page.evaluate(
      '[element().error.name, element().error.kind, element().error.message]',
    );
    assert.deepEqual([name, kind], ['DocumentTranslationError', 'invalid-argument'], message);
    assert.ok(message.includes(target), message);
  }
  await page.evaluate(`element().setAttribute('token', 'x')`);
  assert.deepEqual(await page.evaluate('errors'), []);
});

add('a read-only property that was set before the element is defined is ignored', async (page, site) => {
  await page.goto(`${site.url}undefined`);
  await page.waitForFunction('globalThis.element');
  await page.evaluate(`Object.assign(element(), { status: 5, error: 'x', name: 'Contract.docx' })`);
  await page.evaluate(`import('/dist/entries/define.js').then(() => undefined)`);
  await page.waitForFunction(`element().shadowRoot && text('.name') === 'Contract.docx'`);
  assert.equal(await page.evaluate('element().error === undefined'), true);
  assert.deepEqual(await page.evaluate('errors'), []);
});

add(
  'a documentNames function that throws is reported as an error of the page, and the list continues',
  async (page) => {
    await page.evaluate(`addByHand({}, 'document-translation-job-status'), undefined`);
    await page.waitForFunction('client.watches.length === 1');
    for (const given of [`() => { throw new Error('not here') }`, `() => ({})`, `() => Symbol('x')`]) {
      await page.evaluate(`errors.length = 0, element().documentNames = ${given}, undefined`);
      await page.evaluate(
        `client.give(jobOf({}, { total: 1 }, [documentOf({ id: '0', path: 'https://a.example/a.docx' })]))`,
      );
      await page.waitForFunction(`text('.document-name') === 'a.docx' && errors.length > 0`);
      assert.match((await page.evaluate('errors')).join(), /not here|is not a text/);
    }
  },
);

add('with `stream`, all changes arrive in one event stream of the proxy', async (page, site) => {
  const attributes = createDocument(site, [
    { status: 'Running', progress: 0.5 },
    { status: 'Succeeded', progress: 1 },
  ]);
  await page.evaluate((given) => void globalThis.add(given), { ...attributes, stream: '' });
  await reaches(page, 'succeeded');
  const { length } = site.requestedPaths.filter((path) => path.startsWith('/translator/'));
  assert.equal(length, 1, 'one request for the event stream');
});

add('a hundred elements on a page share one client', async (page, site) => {
  const { simulator } = site;
  simulator.token = 'first';
  const batch = simulator.createBatch({ documents: 100 });
  for (const { id } of batch.documents) simulator.script(id, [{ status: 'Succeeded', progress: 1 }]);
  await page.evaluate(
    (endpoint, batchId, ids) => {
      globalThis.asked = 0;
      const token = () => {
        globalThis.asked++;
        return 'first';
      };
      for (const documentId of ids)
        globalThis.add({ endpoint, 'batch-id': batchId, 'document-id': documentId }, { token });
    },
    simulator.url,
    batch.id,
    batch.documents.map(({ id }) => id),
  );
  await page.waitForFunction(
    `[...document.querySelectorAll('document-translation-status')].every((each) => has('succeeded', each))`,
  );
  assert.equal(await page.evaluate('asked'), 1);
  assert.deepEqual(await page.evaluate('[violations, errors]'), [[], []]);
});

add('fallback text is shown until the element is defined, and properties set before are kept', async (page, site) => {
  await page.goto(`${site.url}undefined`);
  await page.waitForFunction('globalThis.addByHand');
  assert.equal(
    await page.evaluate(`document.querySelector('main').innerText.includes('Your document is being translated.')`),
    true,
  );
  await page.evaluate(`element().remove(), addByHand().words = { Running: 'At work' }`);
  await page.evaluate(`import('/dist/entries/define.js').then(() => {})`);
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate('client.give(documentOf())');
  await reaches(page, 'running');
  assert.equal(await page.evaluate(`text('.status')`), 'At work');
});

add('the standalone file needs no other file', async (page, site) => {
  site.requestedPaths.length = 0;
  await page.goto(`${site.url}standalone`);
  await page.waitForFunction(`globalThis.add && customElements.get('document-translation-job-status')`);
  await page.evaluate(
    (given) => void globalThis.add(given),
    createDocument(site, [{ status: 'Running', progress: 0.5 }]),
  );
  await reaches(page, 'running');
  assert.deepEqual(
    site.requestedPaths.filter((path) => path.startsWith('/dist/')),
    ['/dist/element/standalone.js'],
  );
  assert.deepEqual(await page.evaluate('[violations, errors]'), [[], []]);
});

add('slots replace the label, the action and the error text', async (page) => {
  await page.evaluate(`addByHand({ 'result-href': '/result' }).innerHTML`);
  await page.evaluate(() => {
    for (const name of ['label', 'action', 'error']) {
      const own = document.createElement('span');
      own.slot = name;
      own.textContent = `own ${name}`;
      globalThis.element().append(own, 'not in any slot');
    }
  });
  const shown = `[...element().querySelectorAll('[slot]')].filter((own) => own.getClientRects().length).map((own) => own.slot)`;
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate('client.give(documentOf())');
  await reaches(page, 'running');
  assert.deepEqual(await page.evaluate(shown), ['label']);
  await page.evaluate(`client.fail(Object.assign(new Error('no'), { code: 'ResourceNotFound', statusCode: 404 }))`);
  await reaches(page, 'error');
  assert.deepEqual(await page.evaluate(shown), ['label', 'error']);
  assert.equal(await page.evaluate(`inside('.message').getClientRects().length`), 0);
  await page.evaluate('element().retry()');
  await page.waitForFunction('client.watches.length === 2');
  await page.evaluate(`client.give(documentOf({ status: 'Succeeded' }))`);
  await reaches(page, 'succeeded');
  assert.deepEqual(await page.evaluate(shown), ['label', 'action']);
  assert.equal(await page.evaluate(`element().innerText.includes('not in any slot')`), false);
});

add('a result link with javascript: is not rendered as a link', async (page) => {
  await page.evaluate(`addByHand({ 'result-href': 'javascript:alert(1)' }), undefined`);
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate(`client.give(documentOf({ status: 'Succeeded' }))`);
  await reaches(page, 'succeeded');
  assert.equal(await page.evaluate(`inside('.action').hasAttribute('href')`), false);
  await page.evaluate(`element().resultHref = '/results/{documentId}'`);
  assert.match(await page.evaluate(`inside('.action').href`), /\/results\/0002d2a0-0000-0000-0000-000000000000$/);
});

add('a result link contains the id of the job, and is not rendered while an id is unknown', async (page) => {
  const href = `inside('.action').getAttribute('href')?.slice(location.origin.length)`;
  const ended = `jobOf({ status: 'Succeeded' }, { total: 2, success: 2 })`;
  for (const [tag, attributes, value, wanted] of /** @type {const} */ ([
    ['document-translation-status', {}, `documentOf({ status: 'Succeeded' })`, '/727bf148-f327-47a0-9481-abae6362f11e'],
    ['document-translation-status', { 'document-id': null }, ended, '/727bf148-f327-47a0-9481-abae6362f11e'],
    [JOB, {}, ended, '/727bf148-f327-47a0-9481-abae6362f11e'],
    [
      JOB,
      { 'batch-id': TWO.join(' ') },
      jobsOf(`[[{ status: 'Succeeded' }, { total: 1, success: 1 }],
      [{ status: 'Succeeded' }, { total: 1, success: 1 }]]`),
      '',
    ],
    [
      'document-translation-status',
      {
        'batch-id': null,
        src: '/translator/document/batches/827bf148-f327-47a0-9481-abae6362f11e?api-version=2024-05-01',
      },
      ended,
      '/827bf148-f327-47a0-9481-abae6362f11e',
    ],
  ])) {
    await page.evaluate(
      ([name, given]) => {
        globalThis.element()?.remove();
        globalThis.addByHand({ 'result-href': '/{batchId}', ...given }, name);
      },
      /** @type {const} */ ([tag, attributes]),
    );
    await page.waitForFunction('client.watches.length === 1');
    await page.evaluate(`client.give(${value})`);
    await reaches(page, 'succeeded');
    assert.equal(await page.evaluate(`${href} ?? ''`), wanted, JSON.stringify([tag, attributes]));
  }
});

add('the element uses the language of its surroundings, also across shadow roots', async (page) => {
  await page.evaluate(() => {
    const outer = document.createElement('div');
    outer.lang = 'de';
    document.body.append(outer);
    const root = outer.attachShadow({ mode: 'open' });
    root.append(globalThis.addByHand());
    globalThis.inner = root.firstChild;
  });
  await page.waitForFunction('client.watches.length > 0');
  await page.evaluate('client.give(documentOf({ progress: 0.5 }))');
  await page.waitForFunction(`inner.shadowRoot.querySelector('.status').textContent.startsWith('Wird übersetzt')`);
  await page.waitForFunction(`inner.shadowRoot.querySelector('.aside').textContent === 'Zielsprache: Französisch'`);
  await page.evaluate(`inner.lang = 'ja'`);
  assert.match(await page.evaluate(`inner.shadowRoot.querySelector('.status').textContent`), /翻訳中/);
});

const LONG =
  'A contract with a very long name that nobody would choose but somebody has_and-then-one-word-without-end.docx';
const READY = `client.give(documentOf({ progress: 0.5, estimatedRemainingMs: 200000 }))`;
const FORBIDDEN = `client.fail(Object.assign(new Error('x'.repeat(80)), { code: 'X'.repeat(80), kind: 'service', statusCode: 403 }))`;

/** The scripts that bring an element into each state. @type {[string, string][]} */
const SHOWN = [
  ['waiting', ''],
  ['not-started', `client.give(documentOf({ status: 'NotStarted' }))`],
  ['running', READY],
  ['cancelling', `client.give(documentOf({ status: 'Cancelling', progress: 0.5 }))`],
  ['succeeded', `client.give(documentOf({ status: 'Succeeded' }))`],
  ['failed', `client.give(documentOf({ status: 'Failed', error: { code: 'X'.repeat(80), message: 'y' } }))`],
  ['canceled', `client.give(documentOf({ status: 'Canceled' }))`],
  ['validation-failed', `client.give(documentOf({ status: 'ValidationFailed', error: { code: 'SASTokenInvalid' } }))`],
  ['unknown', `client.give(documentOf({ status: 'Resting' }))`],
  ['error', FORBIDDEN],
  ['offline', 'pretend({ onLine: false })'],
  ['interrupted', 'client.outage({ retryInMs: 1000 }), client.outage({ retryInMs: 2000 })'],
];

for (const [state, make] of SHOWN)
  add(`the layout fits from 208 to 1200 px, in all languages and with 200 % text: ${state}`, async (page) => {
    await page.evaluate((given) => void globalThis.addByHand(given), { name: LONG, 'result-href': '/result' });
    await page.waitForFunction('client.watches.length === 1');
    if (make) await page.evaluate(`${make}, undefined`);
    await reaches(page, state);
    await page.evaluate(`inside('details').open = true`);
    assert.deepEqual(await page.evaluate('misplaced()'), []);
    if (state === 'waiting') await assertClean(page);
  });

add('the layout does not move from the waiting state to the end', async (page) => {
  for (const [width, states] of /** @type {[number, string[]][]} */ ([
    [1200, ['waiting', 'not-started', 'running', 'interrupted', 'offline', 'cancelling', 'succeeded']],
    [640, ['waiting', 'not-started', 'running', 'interrupted', 'offline', 'cancelling', 'succeeded']],
    [320, ['waiting', 'not-started', 'interrupted', 'offline', 'cancelling', 'succeeded']],
  ])) {
    await page.evaluate((to) => {
      globalThis.pretend({ onLine: true });
      globalThis.element()?.remove();
      globalThis.setWidth(to);
      globalThis.addByHand();
    }, width);
    await page.waitForFunction('client.watches.length === 1');
    let before;
    for (const state of states) {
      await page.evaluate(`${SHOWN.find(([name]) => name === state)?.[1] || '0'}, undefined`);
      await reaches(page, state);
      const { height, boxes } = await page.evaluate('layout()');
      const now = { height, track: boxes.track, status: boxes.status.top };
      assert.deepEqual(now, before ?? now, `${width} px, ${state}`);
      before = now;
    }
  }
});

add(
  'name and language share a line in a wide element and are stacked in a narrow one, in the same order',
  async (page) => {
    await page.evaluate('addByHand(), undefined');
    await page.waitForFunction('client.watches.length === 1');
    await page.evaluate(READY);
    await reaches(page, 'running');
    const boxesAt = async (/** @type {number} */ width) => {
      await page.evaluate(`setWidth(${width})`);
      return (await page.evaluate('layout()')).boxes;
    };
    for (const width of [640, 1200]) {
      const { name, aside, track, status, time } = await boxesAt(width);
      assert.ok(name.bottom > aside.top && aside.bottom > name.top, 'one line');
      assert.ok(Math.abs(aside.right) <= 1 && Math.abs(time.right) <= 1, 'at the end of the line');
      assert.ok(name.bottom <= track.top && track.bottom <= status.top);
    }
    const { name, aside, track, status, time } = await boxesAt(320);
    assert.ok(
      name.bottom <= aside.top && aside.bottom <= track.top && track.bottom <= status.top && status.bottom <= time.top,
    );
    assert.ok(
      [name, aside, track, status, time].every(({ left }) => Math.abs(left) <= 1),
      'one edge',
    );
  },
);

add('the dark layout equals the light one, and the right-to-left layout is mirrored', async (page) => {
  await page.evaluate('setWidth(640)');
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate(READY);
  await reaches(page, 'running');
  const light = (await page.evaluate('layout()')).boxes;
  await page.evaluate(`document.body.className = 'dark'`);
  assert.deepEqual((await page.evaluate('layout()')).boxes, light);
  await page.evaluate(`element().lang = 'ar'`);
  const mirrored = (await page.evaluate('layout()')).boxes;
  for (const part of ['name', 'track', 'bar', 'header', 'footer']) {
    assert.ok(Math.abs(mirrored[part].right - light[part].left) <= 1, part);
    assert.ok(Math.abs(mirrored[part].top - light[part].top) <= 4, part);
  }
  await assertClean(page);
});

add('text has the font and colour of the page, and axe reports nothing in light or dark', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate(READY);
  await reaches(page, 'running');
  const look = `[getComputedStyle(inside('.name')).color, getComputedStyle(inside('.name')).fontFamily]`;
  assert.deepEqual(await page.evaluate(look), ['rgb(20, 30, 40)', 'sans-serif']);
  await page.evaluate(`document.body.className = 'dark'`);
  assert.deepEqual(await page.evaluate(look), ['rgb(238, 238, 238)', 'sans-serif']);
  await assertClean(page);
});

const JOB = 'document-translation-job-status';
const SUMMARY = `{ total: 10, success: 4, failed: 1, cancelled: 1, inProgress: 2, notYetStarted: 2 }`;
const ROWS = `['Succeeded', 'Failed', 'Running', 'NotStarted'].map((status, index) => documentOf({ id: 'abcdef0' + index, status, progress: 0.5 }))`;

add('the colour of each state has a contrast of at least 3:1 on the page, in light and dark', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  const ratios = `(() => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const luminance = (color) => {
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
      const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((part) =>
        part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const of = (node, name) => luminance(getComputedStyle(node)[name]);
    const page = of(document.body, 'backgroundColor');
    return ['running', 'success', 'warning', 'failure'].map((color) => {
      inside('.base').dataset.color = color;
      const bar = inside('.bar');
      bar.dataset.color = color;
      bar.style.transition = 'none';
      const [low, high] = [page, of(bar, 'backgroundColor')].sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    });
  })()`;
  for (const theme of ['', 'dark']) {
    await page.evaluate(`document.body.className = '${theme}'`);
    for (const ratio of await page.evaluate(ratios)) assert.ok(ratio >= 3, `${theme} ${ratio}`);
  }
});

add('a job shows a bar by status, its counts and its documents', async (page) => {
  await page.evaluate((tag) => void globalThis.addByHand({ 'result-href': '/results/{documentId}' }, tag), JOB);
  await page.waitForFunction('client.watches.length === 1');
  assert.equal(await page.evaluate(`bar('aria-valuenow')`), null);
  await page.evaluate(`client.give(jobOf({}, ${SUMMARY}, ${ROWS}))`);
  await reaches(page, 'running');
  assert.deepEqual(await page.evaluate(`[bar('aria-valuenow'), text('.status'), text('.aside')]`), [
    '60',
    'Translating · 6 of 10',
    '10 documents',
  ]);
  assert.deepEqual(
    await page.evaluate(
      `[...element().shadowRoot.querySelectorAll('.bar')].map((bar) => [bar.dataset.state, bar.style.inlineSize])`,
    ),
    [
      ['succeeded', '40%'],
      ['failed', '10%'],
      ['canceled', '10%'],
      ['running', '20%'],
    ],
  );
  assert.deepEqual(
    await page.evaluate(
      `[...element().shadowRoot.querySelectorAll('.count')].filter((count) => !count.hidden).map((count) => count.textContent)`,
    ),
    ['Translated 4', 'Not translated 1', 'Canceled 1', 'Translating 2', 'Waiting to start 2'],
  );
  await page.evaluate(`element().documentNames = { abcdef00: 'Lease.pdf' }`);
  await page.waitForFunction(`inside('.document:nth-child(2) .document-name').textContent === 'Lease.pdf'`);
  assert.deepEqual(
    await page.evaluate(
      `[...element().shadowRoot.querySelectorAll('.document')].map((row) => row.children[0].textContent + ': ' + row.children[2].textContent)`,
    ),
    [
      'Document 2: Not translated',
      'Lease.pdf: Translated',
      'Document 3: Translating · 50%',
      'Document 4: Waiting to start',
    ],
  );
  assert.deepEqual(
    await page.evaluate(`[...element().shadowRoot.querySelectorAll('.document a[href]')].map((link) => link.pathname)`),
    ['/results/abcdef00'],
  );
  await assertClean(page);
  for (const width of [320, 640, 1200]) {
    await page.evaluate(`setWidth(${width})`);
    assert.deepEqual((await page.evaluate('layout()')).misplaced, [], `${width} px`);
  }
  await page.evaluate(`client.give(jobOf({ status: 'Succeeded' }, { total: 10, success: 10 }))`);
  await reaches(page, 'succeeded');
  await page.waitForFunction(`events.some(([type]) => type === 'document-translation-job-end')`);
  assert.equal(await page.evaluate('element().status.documents.length'), 4);
  assert.equal(await page.evaluate(`bar('aria-valuenow')`), '100');
  await assertClean(page);
});

for (const tag of ['document-translation-status', 'document-translation-job-status'])
  add(`a job that ended with failures is partly translated, not translated: ${tag}`, async (page) => {
    const attributes = { 'document-id': null, 'result-href': '/result', name: 'Contracts' };
    const addAnother = async () => {
      await page.evaluate(
        ([name, given]) => {
          globalThis.element()?.remove();
          globalThis.addByHand(given, name);
        },
        [tag, attributes],
      );
      await page.waitForFunction('client.watches.length === 1');
    };
    await addAnother();
    await page.evaluate(`client.give(jobOf({}, { total: 10, success: 8, failed: 1, inProgress: 1 }))`);
    await reaches(page, 'running');
    await page.evaluate(
      `client.give(jobOf({ status: 'Succeeded' }, { total: 10, success: 8, failed: 1, cancelled: 1 }))`,
    );
    await reaches(page, 'partial');
    const word = '8 of 10 translated, 2 not';
    assert.deepEqual(await page.evaluate(`[text('.status'), text('.announcement'), bar('aria-valuetext')]`), [
      word,
      `Contracts: ${word}`,
      word,
    ]);
    assert.equal(await page.evaluate(`has('succeeded')`), false);
    assert.equal(await page.evaluate(`element().status.batch.status`), 'Succeeded');
    assert.equal(await page.evaluate(`inside('.action').getClientRects().length > 0`), true, 'there are translations');
    const [icon, succeeded] = await page.evaluate(
      `['triangle', 'check'].map((icon) => (inside('.base').dataset.icon = icon, getComputedStyle(inside('.status'), '::before').clipPath))`,
    );
    assert.notEqual(icon, succeeded);
    await page.evaluate(`inside('.base').dataset.icon = 'triangle'`);
    await assertClean(page);
    assert.deepEqual(await page.evaluate('misplaced()'), []);
    for (const [status, summary, state] of [
      ['Succeeded', '{ total: 10, success: 10 }', 'succeeded'],
      ['Succeeded', '{}', 'succeeded'],
      ['Succeeded', '{ success: 2, failed: 1 }', 'partial'],
      ['Succeeded', '{ total: 2, failed: 1 }', 'partial'],
      ['Succeeded', '{ total: 2, success: 1, cancelled: 1 }', 'partial'],
      ['Running', '{ total: 10, success: 8, failed: 2 }', 'running'],
      ['Failed', '{ total: 10, success: 8, failed: 2 }', 'failed'],
      ['Canceled', '{ total: 10, success: 8, failed: 2 }', 'canceled'],
    ]) {
      await addAnother();
      await page.evaluate(`client.give(jobOf({ status: '${status}' }, ${summary}))`);
      await reaches(page, state);
    }
  });

/** The ids of two jobs. */
const TWO = ['727bf148-f327-47a0-9481-abae6362f11e', '727bf149-f327-47a0-9481-abae6362f11e'];

/** Adds a job element for several jobs. @param {Page} page @param {string} [batchId] */
async function addJobs(page, batchId = TWO.join(' ')) {
  await page.evaluate(
    ([tag, given]) => {
      globalThis.element()?.remove();
      globalThis.addByHand({ 'batch-id': given, name: 'Contracts' }, tag);
    },
    [JOB, batchId],
  );
  await page.waitForFunction('client.watches.length === 1');
}

/** Returns the value of two jobs: members and counts of each, and members of the value. @param {string} jobs @param {string} [members] */
const jobsOf = (jobs, members = '{}') =>
  `Object.assign({ documents: [], failed: [], batches: ${jobs}.map(([members, summary], index) =>
    jobOf(Object.assign({ id: ${JSON.stringify(TWO)}[index] }, members), summary).batch) }, ${members})`;

add('several ids in batch-id are watched as one job, with one progress and one end', async (page) => {
  await addJobs(page, `\n ${TWO[0].toUpperCase()}  ${TWO[1]}\t${TWO[0]} `);
  assert.deepEqual(await page.evaluate('client.watches[0].args[0]'), TWO);
  // The second job responds first.
  const second = `jobOf({ id: '${TWO[1]}', status: 'NotStarted' }, {}).batch`;
  await page.evaluate(`client.give({ batches: [${second}], documents: [], failed: [] })`);
  await reaches(page, 'not-started');
  await page.evaluate(
    `client.give(${jobsOf(`[[{ status: 'Succeeded' }, { total: 3, success: 3 }], [{ status: 'NotStarted' }, {}]]`)})`,
  );
  await reaches(page, 'running');
  const document = (/** @type {string} */ batchId, /** @type {string} */ status) =>
    `documentOf({ id: 'd', status: '${status}', batchId: '${batchId}', path: 'https://a.example/${batchId.slice(0, 8)}' })`;
  await page.evaluate(
    `client.give(${jobsOf(
      `[[{ status: 'Succeeded' }, { total: 3, success: 3 }], [{ estimatedRemainingMs: 100000 }, { total: 5, failed: 1, inProgress: 4 }]]`,
      `{ progress: 0.6, documents: [${document(TWO[0], 'Succeeded')}, ${document(TWO[1], 'Failed')}] }`,
    )})`,
  );
  await page.waitForFunction(`text('.status') === 'Translating · 4 of 8'`);
  assert.deepEqual(await page.evaluate(`[bar('aria-valuenow'), text('.aside'), has('running')]`), [
    '60',
    '8 documents',
    true,
  ]);
  assert.match(await page.evaluate(`text('.time')`), /about 2 minutes left/);
  // Documents of two jobs are two rows, even if their ids are equal.
  const names = `[...element().shadowRoot.querySelectorAll('.document')].map((row) => row.children[0].textContent)`;
  assert.deepEqual(await page.evaluate(names), ['727bf149', '727bf148']);
  assert.deepEqual(
    await page.evaluate(
      `(({ batches, documents, failed, progress }) => [batches.map(({ id }) => id), documents.length, failed.map(({ batchId }) => batchId), progress])(element().status)`,
    ),
    [TWO, 2, [TWO[1]], 0.6],
  );
  assert.equal(await page.evaluate(`events.some(([type]) => type.endsWith('end'))`), false);
  await page.evaluate(
    `client.give(${jobsOf(`[[{ status: 'Succeeded' }, { total: 3, success: 3 }], [{ status: 'Succeeded' }, { total: 5, success: 4, failed: 1 }]]`, '{ progress: 1 }')})`,
  );
  await reaches(page, 'partial');
  assert.deepEqual(await page.evaluate(`[text('.status'), text('.announcement'), bar('aria-valuenow')]`), [
    '7 of 8 translated, 1 not',
    'Contracts: 7 of 8 translated, 1 not',
    '100',
  ]);
  await page.waitForFunction(`events.filter(([type]) => type === 'document-translation-job-end').length === 1`);
  await assertClean(page);
});

add('with the proxy and one view token, two jobs are shown as one until both have ended', async (page, site) => {
  const jobs = [createJob(site, 2), createJob(site, 1)];
  const ids = jobs.map(({ id }) => id);
  const token = await site.viewToken(ids);
  await page.evaluate(
    ([tag, ids, token]) =>
      void globalThis.add(
        { endpoint: '/restricted', 'batch-id': ids, token, 'result-href': '/{batchId}/{documentId}' },
        {},
        tag,
      ),
    [JOB, ids.join(' '), token],
  );
  const rows = `element().shadowRoot.querySelectorAll('.document')`;
  await page.waitForFunction(`text('.status') === 'Translating · 0 of 3' && ${rows}.length === 3`);
  for (const id of ids)
    assert.ok(
      site.requestedPaths.some(
        (path) => path.startsWith('/restricted/translator/') && path.endsWith(`${id}/documents`),
      ),
      'the list of each job',
    );
  site.clock.aheadMs = 3_600_000;
  await page.evaluate(`dispatchEvent(new Event('online'))`);
  await reaches(page, 'succeeded');
  await page.waitForFunction(`events.at(-1)[0] === 'document-translation-job-end'`);
  assert.deepEqual(await page.evaluate(`element().status.batches.map(({ id, status }) => [id, status])`), [
    [ids[0], 'Succeeded'],
    [ids[1], 'Succeeded'],
  ]);
  const links = `[...element().shadowRoot.querySelectorAll('.document-name')].map((name) => name.getAttribute('href').slice(location.origin.length))`;
  await page.waitForFunction(`${links}.length === 3`);
  assert.deepEqual(
    (await page.evaluate(links)).sort(),
    jobs.flatMap(({ id, documents }) => documents.map((document) => `/${id}/${document.id}`)).sort(),
  );
  await assertClean(page);
  // The token of one job opens no other.
  const other = createJob(site, 1);
  await page.evaluate((id) => globalThis.element().setAttribute('batch-id', id), `${ids[0]} ${other.id}`);
  await reaches(page, 'error');
  assert.match(await page.evaluate(`text('.message')`), /may not see/);
  assert.equal(await page.evaluate('element().error.batchId'), other.id);
});

add('the state of several jobs is that of all of them', async (page) => {
  const done = `[{ status: 'Succeeded' }, { total: 2, success: 2 }]`;
  for (const [jobs, state, word] of [
    [`[${done}, ${done}]`, 'succeeded', 'Translated'],
    [
      `[${done}, [{ status: 'Succeeded' }, { total: 2, success: 1, failed: 1 }]]`,
      'partial',
      '3 of 4 translated, 1 not',
    ],
    [`[${done}, [{ status: 'Failed' }, { total: 2, failed: 2 }]]`, 'partial', '2 of 4 translated, 2 not'],
    [`[${done}, [{ status: 'Canceled' }, { total: 2, cancelled: 2 }]]`, 'partial', '2 of 4 translated, 2 not'],
    [`[${done}, [{ status: 'ValidationFailed' }, {}]]`, 'failed', 'Not translated'],
    [
      `[[{ status: 'ValidationFailed' }, {}], [{ status: 'ValidationFailed' }, {}]]`,
      'validation-failed',
      'Not accepted',
    ],
    [
      `[[{ status: 'Failed' }, { total: 1, failed: 1 }], [{ status: 'Canceled' }, { total: 1, cancelled: 1 }]]`,
      'failed',
      'Not translated',
    ],
    [`[${done}, [{ status: 'NotStarted' }, {}]]`, 'running', 'Translating · 2 of 2'],
    [`[${done}]`, 'running', 'Translating · 2 of 2'],
    [
      `[[{ status: 'Cancelling' }, { total: 1 }], [{ status: 'Cancelling' }, { total: 1 }]]`,
      'cancelling',
      'Canceling · 0 of 2',
    ],
  ]) {
    await addJobs(page);
    await page.evaluate(`client.give(${jobsOf(jobs)})`);
    await reaches(page, state);
    assert.equal(await page.evaluate(`text('.status')`), word, jobs);
  }
});

add('several jobs with a client that has no watchBatches are refused by an error event', async (page) => {
  await page.evaluate((tag) => {
    globalThis.addByHand({ 'batch-id': '' }, tag);
    globalThis.client.watchBatches = undefined;
  }, JOB);
  await page.evaluate(`element().batchId = '${TWO.join(' ')}'`);
  await page.waitForFunction('element().error');
  assert.deepEqual(await page.evaluate('[element().error.code, element().error.target]'), ['InvalidOption', 'client']);
});

add('failed documents come first in the list, in the order in which they failed', async (page) => {
  await page.evaluate((tag) => void globalThis.addByHand({}, tag), JOB);
  await page.waitForFunction('client.watches.length === 1');
  const named = `[...element().shadowRoot.querySelectorAll('.document')].map((row) => row.children[0].textContent)`;
  const give = (/** @type {string} */ statuses) =>
    page.evaluate(`client.give(jobOf({}, { total: 5 }, Object.entries(${statuses}).map(([id, status]) =>
      documentOf({ id, status, path: 'https://a.example/' + id, lastActionDateTimeUtc: '2026-01-02T03:05:0' + events.length + 'Z' }))))`);
  for (const [statuses, order] of [
    [`{ a: 'Running', b: 'Running', c: 'Failed', d: 'Running', e: 'Succeeded' }`, 'cabde'],
    [`{ d: 'Failed' }`, 'cdabe'],
    [`{ a: 'ValidationFailed', b: 'Succeeded' }`, 'cdabe'],
  ]) {
    await give(statuses);
    await page.waitForFunction(`${named}.join('') === '${order}'`).catch(() => {});
    assert.equal((await page.evaluate(named)).join(''), order, statuses);
  }
  await page.evaluate(`element().lang = 'de'`);
  assert.equal((await page.evaluate(named)).join(''), 'cdabe');
  await page.evaluate(`element().batchId = '727bf148-f327-47a0-9481-abae6362f11f'`);
  await page.waitForFunction('client.watches.length === 2');
  await give(`{ f: 'Running', g: 'Failed' }`);
  await page.waitForFunction(`${named}.join('') === 'gf'`);
});

add('a job with failures sums up the reasons of its documents', async (page) => {
  const [exists, empty] = ['TargetFileAlreadyExists', 'NoTranslatableText'];
  const EXISTS = 'A file with this name already exists.';
  const EMPTY = 'There is no text in the document that can be translated.';
  const NO_REASON = 'The documents could not be translated.';
  const rows = (/** @type {string[]} */ codes) =>
    JSON.stringify(
      codes.map((code, index) => ({ id: String(index), status: 'Failed', error: { code, message: 'x' } })),
    );
  for (const tag of [JOB, 'document-translation-status'])
    for (const [state, members, codes, wanted] of /** @type {[string, string, string[], string][]} */ ([
      ['failed', `{ status: 'Failed' }`, [exists, exists], EXISTS],
      ['failed', `{ status: 'Failed' }`, [empty, exists, empty], `2 documents: ${EMPTY}\n1 document: ${EXISTS}`],
      ['failed', `{ status: 'Failed' }`, [exists, 'Unheard'], `1 document: ${EXISTS}`],
      ['failed', `{ status: 'Failed' }`, ['Unheard', 'Unheard'], NO_REASON],
      // The job's own error is one reason more, if no document has it.
      ['failed', `{ status: 'Failed', error: { code: '${exists}', message: 'x' } }`, ['Unheard', 'Unheard'], EXISTS],
      ['failed', `{ status: 'Failed', error: { code: '${exists}', message: 'x' } }`, [exists, exists], EXISTS],
      ['partial', `{ status: 'Succeeded' }`, [exists, exists, empty], `2 documents: ${EXISTS}\n1 document: ${EMPTY}`],
      ['partial', `{ status: 'Succeeded' }`, [exists, exists], `2 documents: ${EXISTS}`],
      ['partial', `{ status: 'Succeeded' }`, ['Unheard'], ''],
    ])) {
      await page.evaluate((name) => {
        globalThis.element()?.remove();
        globalThis.addByHand({ 'document-id': null }, name);
      }, tag);
      await page.waitForFunction('client.watches.length === 1');
      const success = state === 'partial' ? 2 : 0;
      const summary = `{ total: ${codes.length + success}, failed: ${codes.length}, success: ${success} }`;
      await page.evaluate(`client.give(jobOf(${members}, ${summary}, ${rows(codes)}.map(documentOf)))`);
      await reaches(page, state);
      assert.equal(await page.evaluate(`text('.message')`), wanted, JSON.stringify([tag, state, codes]));
      assert.equal(await page.evaluate(`inside('.problem').getClientRects().length > 0`), wanted !== '');
    }
  await assertClean(page);
});

add('one failed document of a thousand is visible in the bar', async (page) => {
  await page.evaluate((tag) => void globalThis.addByHand({}, tag), JOB);
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate('client.give(jobOf({}, { total: 1000, failed: 1, success: 990, inProgress: 9 }))');
  await reaches(page, 'running');
  const widths = await page.evaluate(
    `layout(), [...element().shadowRoot.querySelectorAll('.bar')].map((bar) => bar.getBoundingClientRect().width)`,
  );
  assert.ok(widths.length === 3 && Math.min(...widths) >= 3, String(widths));
});

add('in a right-to-left list, a document’s name is aligned with its row', async (page) => {
  await page.evaluate((tag) => void globalThis.addByHand({ lang: 'ar' }, tag), JOB);
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate(
    `element().documentNames = { abcdef01: 'Lease (1).pdf' }, client.give(jobOf({}, ${SUMMARY}, ${ROWS}))`,
  );
  await page.waitForFunction(`text('.document-name') === 'Lease (1).pdf'`);
  for (const width of [320, 640]) {
    await page.evaluate(`setWidth(${width})`);
    const [row, name] = await page.evaluate(
      `['.document', '.document-name bdi'].map((part) => inside(part).getBoundingClientRect().right)`,
    );
    assert.ok(row - name < 40, `${width} px: ${row - name} px from the edge`);
  }
});

/** @type {[string, string][]} */
const JOBS = [
  ['waiting', ''],
  ['not-started', `client.give(jobOf({ status: 'NotStarted' }, {}))`],
  ['running', `client.give(jobOf({}, ${SUMMARY}, ${ROWS}))`],
  ['cancelling', `client.give(jobOf({ status: 'Cancelling' }, ${SUMMARY}, ${ROWS}))`],
  ['succeeded', `client.give(jobOf({ status: 'Succeeded' }, { total: 10, success: 10 }, ${ROWS}))`],
  ['partial', `client.give(jobOf({ status: 'Succeeded' }, ${SUMMARY}, ${ROWS}))`],
  ['failed', `client.give(jobOf({ status: 'Failed', error: { code: 'InternalServerError', message: 'No.' } }, {}))`],
  ['canceled', `client.give(jobOf({ status: 'Canceled' }, ${SUMMARY}, ${ROWS}))`],
  ['error', FORBIDDEN],
  ['offline', 'pretend({ onLine: false })'],
  ['interrupted', 'client.outage({ retryInMs: 1000 }), client.outage({ retryInMs: 2000 })'],
];
for (const [state, make] of JOBS)
  add(`the layout of a job fits, and axe reports nothing: ${state}`, async (page) => {
    await page.evaluate(
      ([tag, name]) => void globalThis.addByHand({ name, 'result-href': '/{documentId}' }, tag),
      [JOB, LONG],
    );
    await page.waitForFunction('client.watches.length === 1');
    await page.evaluate((name) => {
      globalThis.element().documentNames = { abcdef00: name };
    }, LONG);
    if (make) await page.evaluate(`${make}, undefined`);
    await reaches(page, state);
    await assertClean(page);
    assert.deepEqual(await page.evaluate('misplaced()'), []);
  });

add('a job that failed validation shows the reason', async (page) => {
  await page.evaluate((tag) => void globalThis.addByHand({}, tag), JOB);
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate(
    `client.give(jobOf({ status: 'ValidationFailed', error: { code: 'InvalidRequest', message: 'No.' } }, {}))`,
  );
  await reaches(page, 'validation-failed');
  assert.match(await page.evaluate(`text('.message')`), /documents could not be translated/);
  await assertClean(page);
});

add('a changed document among thousands updates only its own row', async (page) => {
  await page.evaluate((tag) => void globalThis.addByHand({}, tag), JOB);
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate(() => {
    const { client, documentOf, jobOf } = globalThis;
    const documents = Array.from({ length: 5000 }, (_, index) => documentOf({ id: `d${index}`, progress: 0.1 }));
    client.give(jobOf({}, { total: 5000, inProgress: 5000 }, documents));
  });
  await page.waitForFunction(`element().shadowRoot.querySelectorAll('.document').length > 0`);
  await page.waitForFunction(`element().shadowRoot.querySelectorAll('.document').length === 5000`);
  await page.evaluate(() => {
    const list = globalThis.inside('.documents');
    globalThis.touched = new Set();
    new MutationObserver((records) => {
      for (const { target } of records)
        globalThis.touched.add(
          /** @type {Element} */ (target instanceof Element ? target : target.parentElement).closest(
            '.document, .documents',
          ),
        );
    }).observe(list, { subtree: true, childList: true, characterData: true, attributes: true });
    const changed = globalThis.documentOf({
      id: 'd2500',
      status: 'Succeeded',
      lastActionDateTimeUtc: '2026-01-02T03:05:00Z',
    });
    globalThis.client.give(globalThis.jobOf({}, { total: 5000, inProgress: 4999, success: 1 }, [changed]));
  });
  await page.waitForFunction('touched.size > 0');
  assert.deepEqual(await page.evaluate('[...touched].map((row) => row.dataset.state)'), ['succeeded']);
});
