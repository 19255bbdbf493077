// The element in Chromium: what it shows, says and fires, against the simulator, under a strict CSP.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { startSimulator } from '../../dist/simulator/index.js';
import { axeSource } from '../hosts/browsers.js';
import { openBrowser } from './page.js';

/** @type {import('../../web/simulator/index.js').Simulator} */
let sim;
/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let browser;
/** @type {any} */
let page;
/** @type {string} */
let axe;

before(async () => {
  sim = await startSimulator({ key: null, cors: true });
  browser = await openBrowser(sim.url);
  axe = await axeSource();
});
after(async () => {
  await browser?.close();
  await sim?.close();
});
afterEach(async () => {
  await page?.close();
  page = undefined;
  sim.script('*');
});

/** Adds an element for a new document that answers as scripted. @param {import('../../dist/simulator/exchange.js').Reply[]} replies @param {Record<string, string>} [more] */
async function show(replies, more = {}) {
  page ??= await browser.newPage();
  const batch = sim.createBatch({ documents: 1, durationMs: 3_600_000 });
  const documentId = batch.documents[0].id;
  sim.script(documentId, replies);
  const attributes = {
    endpoint: sim.url,
    'batch-id': batch.id,
    'document-id': documentId,
    name: 'Contract.docx',
    ...more,
  };
  await page.evaluate((/** @type {Record<string, string>} */ wanted) => {
    const element = document.createElement('document-translation-status');
    for (const [name, value] of Object.entries(wanted)) element.setAttribute(name, value);
    const shown = /** @type {any} */ (window);
    shown.events = [];
    for (const name of ['change', 'end', 'error'])
      element.addEventListener(`document-translation-${name}`, (event) =>
        shown.events.push([name, /** @type {any} */ (event).detail.status ?? /** @type {any} */ (event).detail.code]),
      );
    document.querySelector('main')?.append(element);
  }, attributes);
  return { batchId: batch.id, documentId };
}

/** @param {string} state */
const reaches = (state) => page.waitForSelector(`document-translation-status:state(${state})`);

/** @param {string} selector */
const text = (selector) =>
  page.$eval(
    'document-translation-status',
    (/** @type {any} */ element, /** @type {string} */ inner) => element.shadowRoot.querySelector(inner)?.textContent,
    selector,
  );

/** @param {string} name */
const bar = (name) =>
  page.$eval(
    'document-translation-status',
    (/** @type {any} */ element, /** @type {string} */ attribute) =>
      element.shadowRoot.querySelector('[role=progressbar]').getAttribute(attribute),
    name,
  );

async function assertAccessible() {
  const session = await page.createCDPSession();
  await session.send('Runtime.evaluate', { expression: axe });
  const found = await page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (window).axe.run(document, { preload: false });
    return violations.map((/** @type {any} */ each) => `${each.id}: ${each.nodes[0].html}`);
  });
  assert.deepEqual(found, []);
}

const noViolations = async () => assert.deepEqual(await page.evaluate('violations'), []);

const failure = {
  code: 'InvalidRequest',
  message: 'No text.',
  innerError: { code: 'NoTranslatableText', message: 'None.' },
};

/** @type {[string, object, object][]} */
const STATES = [
  ['not-started', { status: 'NotStarted', progress: 0 }, { word: 'Waiting to start', now: null }],
  ['running', { status: 'Running', progress: 0.42 }, { word: 'Translating · 42%', now: '42' }],
  ['running', { status: 'Running', progress: 0 }, { word: 'Translating', now: null }],
  ['cancelling', { status: 'Cancelling', progress: 0.5 }, { word: 'Canceling · 50%', now: '50' }],
  ['succeeded', { status: 'Succeeded', progress: 1 }, { word: 'Translated', now: '100' }],
  [
    'failed',
    { status: 'Failed', progress: 0, error: failure },
    { word: 'Not translated', problem: /no text in the document/ },
  ],
  ['canceled', { status: 'Cancelled', progress: 0 }, { word: 'Canceled' }],
  ['validation-failed', { status: 'ValidationFailed', progress: 0, error: failure }, { word: 'Not accepted' }],
];

for (const [state, reply, expected] of STATES) {
  const { word, now, problem } = /** @type {any} */ (expected);
  test(`${JSON.stringify(reply).slice(0, 50)} is shown as “${word}”, and axe finds nothing`, async () => {
    await show([/** @type {import('../../dist/simulator/exchange.js').Reply} */ (reply)], { 'result-href': '/result' });
    await reaches(state);
    assert.equal(await text('.status'), word);
    if (now !== undefined) assert.equal(await bar('aria-valuenow'), now);
    if (state === 'not-started') assert.equal(await text('.time'), '');
    if (problem) assert.match(await text('.message'), problem);
    await assertAccessible();
    await noViolations();
  });
}

test('changes and the end are told by events', async () => {
  await show([{ status: 'Succeeded', progress: 1 }]);
  await reaches('succeeded');
  await page.waitForFunction('events.length === 2');
  assert.deepEqual(await page.evaluate('events'), [
    ['change', 'Succeeded'],
    ['end', 'Succeeded'],
  ]);
});

test('with the attribute stream a stream is asked for, and where there is none it polls', async () => {
  const { documentId } = await show([{ status: 'Running', progress: 0.4 }, { status: 'Succeeded' }], { stream: '' });
  await reaches('succeeded');
  const asked = sim.requests.filter(({ method, path }) => method === 'GET' && path.endsWith(documentId));
  assert.deepEqual(
    asked.map(({ headers }) => headers.accept),
    ['text/event-stream', '*/*'],
  );
});

test('an error is explained with its detail folded, and trying again shows the document', async () => {
  const { documentId } = await show([
    { status: 404, body: { error: { code: 'ResourceNotFound', message: 'id not found', target: 'Document' } } },
  ]);
  await reaches('error');
  assert.match(await text('.message'), /was not found/);
  assert.match(await text('pre'), /ResourceNotFound/);
  assert.deepEqual(await page.evaluate('events'), [['error', 'ResourceNotFound']]);
  await assertAccessible();
  sim.script(documentId, [{ status: 'Running', progress: 0.5 }]);
  await page.$eval('document-translation-status', (/** @type {any} */ e) =>
    e.shadowRoot.querySelector('.retry').click(),
  );
  await reaches('running');
  assert.equal(await text('.message'), '');
  await noViolations();
});

test('another document-id shows that document, though it is further back', async () => {
  await show([{ status: 'Running', progress: 0.9 }]);
  await reaches('running');
  const other = sim.createBatch({ documents: 1 });
  sim.script(other.documents[0].id, [{ status: 'Cancelling', progress: 0.2 }]);
  await page.$eval(
    'document-translation-status',
    (/** @type {any} */ e, /** @type {string[]} */ [batch, id]) => {
      e.batchId = batch;
      e.documentId = id;
    },
    [other.id, other.documents[0].id],
  );
  await reaches('cancelling');
  assert.equal(await bar('aria-valuenow'), '20');
});

test('removed and put back it shows the document again', async () => {
  await show([{ status: 'Running', progress: 0.5 }]);
  await reaches('running');
  await page.$eval('document-translation-status', (/** @type {any} */ e) => {
    const parent = e.parentNode;
    e.remove();
    parent.append(e);
  });
  await reaches('running');
});

test('a view token is sent as Bearer, and asked for again after a 401', async () => {
  sim.script('*', [
    (request) =>
      request.headers.authorization === 'Bearer second' || request.method === 'OPTIONS'
        ? {}
        : { status: 401, body: '' },
  ]);
  page = await browser.newPage();
  const batch = sim.createBatch({ documents: 1, durationMs: 3_600_000 });
  await page.evaluate(
    (/** @type {string[]} */ [endpoint, batchId, documentId]) => {
      const element = /** @type {any} */ (document.createElement('document-translation-status'));
      let asked = 0;
      Object.assign(element, { endpoint, batchId, documentId, token: () => (asked++ ? 'second' : 'first') });
      document.querySelector('main')?.append(element);
    },
    [sim.url, batch.id, batch.documents[0].id],
  );
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector('document-translation-status')).status);
});

test('offline is said quietly, and gone when the page is back online', async () => {
  await show([{ status: 'Running', progress: 0.5 }]);
  await reaches('running');
  await page.setOfflineMode(true);
  await reaches('offline');
  assert.match(await text('.time'), /offline/);
  await page.setOfflineMode(false);
  await page.waitForSelector('document-translation-status:not(:state(offline))');
});

test('Arabic is written from right to left in its own words', async () => {
  await show([{ status: 'Running', progress: 0.5 }], { lang: 'ar' });
  await reaches('running');
  assert.match(await text('.status'), /جارٍ الترجمة/);
  assert.equal(
    await page.$eval(
      'document-translation-status',
      (/** @type {any} */ e) => getComputedStyle(e.shadowRoot.querySelector('.base')).direction,
    ),
    'rtl',
  );
  await assertAccessible();
});

test('a javascript: link is no link', async () => {
  await show([{ status: 'Succeeded', progress: 1 }], { 'result-href': 'javascript:alert(1)' });
  await reaches('succeeded');
  assert.equal(
    await page.$eval('document-translation-status', (/** @type {any} */ e) =>
      e.shadowRoot.querySelector('a').hasAttribute('href'),
    ),
    false,
  );
});

test('a hundred on one page all come to their end', async () => {
  const batch = sim.createBatch({ documents: 100 });
  for (const { id } of batch.documents) sim.script(id, [{ status: 'Succeeded', progress: 1 }]);
  page = await browser.newPage();
  await page.evaluate(
    (/** @type {[string, string, string[]]} */ [endpoint, batchId, ids]) => {
      for (const documentId of ids) {
        const element = document.createElement('document-translation-status');
        document.querySelector('main')?.append(Object.assign(element, { endpoint, batchId, documentId }));
      }
    },
    [sim.url, batch.id, batch.documents.map(({ id }) => id)],
  );
  await page.waitForFunction(
    () => document.querySelectorAll('document-translation-status:state(succeeded)').length === 100,
  );
  await noViolations();
});
