// Tests that only Chromium can run: reduced motion, forced colours, and the demo in a browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startDemo } from '../../demo/serve.js';
import { browserFor } from '../hosts/fixture.js';

const limits = { timeout: 200_000 };

/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
before(async () => {
  demo = await startDemo({ durationMs: 600_000, elapsedMs: 300_000 });
}, limits);
after(() => demo?.close());
const browserOf = browserFor('chromium');

const SHOWN = `[...document.querySelectorAll('[batch-id]')].every((element) => element.status || element.error)`;
const ANIMATED = `[...document.querySelectorAll('.gallery > *')].flatMap((element) => element.shadowRoot.getAnimations())
  .filter((animation) => animation instanceof CSSAnimation).length`;

test('the demo shows all states and two jobs with the proxy in workerd, and the page has no key', limits, async (t) => {
  const browser = browserOf(t);
  if (!browser) return;
  assert.equal(demo.proxy, 'workerd');
  const page = await browser.newPage();
  /** @type {Promise<string>[]} */
  const texts = [];
  page.on('request', (/** @type {any} */ request) => texts.push(Promise.resolve(JSON.stringify(request.headers()))));
  // Elements far off screen send no requests.
  await page.setViewport({ width: 1200, height: 6000 });
  await page.goto(demo.url);
  await page.waitForFunction(SHOWN);
  for (const state of [
    'waiting',
    'not-started',
    'running',
    'cancelling',
    'succeeded',
    'partial',
    'failed',
    'canceled',
    'validation-failed',
    'unknown',
    'error',
    'interrupted',
  ])
    await page.waitForSelector(`.gallery > :state(${state})`, { timeout: 150_000 });
  for (const [job, count] of Object.entries({ job: 40, large: 1000 })) {
    assert.ok(await page.$(`#${job} > :state(running)`), job);
    await page.waitForFunction(
      `document.querySelector('#${job} > :last-child').shadowRoot.querySelectorAll('.document').length === ${count}`,
    );
  }
  await page.click('[name=offline]');
  await page.waitForSelector('#live > :state(offline)');
  await page.select('[name=lang]', 'ar');
  await page.waitForFunction(
    `document.querySelector('#live > :last-child').shadowRoot.querySelector('.base').dir === 'rtl'`,
  );
  for (const text of await Promise.all(texts)) assert.doesNotMatch(text, /ocp-apim-subscription-key/i);
  assert.doesNotMatch(await (await fetch(`${demo.url}demo.json`)).text(), /key/i);
  await page.close();
});

test('with `stream`, a document is watched until it ends with one request to the worker', limits, async (t) => {
  const browser = browserOf(t);
  if (!browser) return;
  const short = await startDemo({ durationMs: 4000 });
  try {
    const page = await browser.newPage();
    /** @type {string[]} */
    const contentTypes = [];
    page.on('response', (/** @type {any} */ response) => {
      if (response.url().includes('/translator/')) contentTypes.push(response.headers()['content-type']);
    });
    await page.goto(`${short.url}?show=live`);
    await page.waitForSelector('#live > :state(succeeded)');
    assert.deepEqual(contentTypes, ['text/event-stream; charset=utf-8']);
    await page.close();
  } finally {
    await short.close();
  }
});

test('with reduced motion nothing is animated, and unknown progress fills the track', limits, async (t) => {
  const browser = browserOf(t);
  if (!browser) return;
  const page = await browser.newPage();
  await page.goto(`${demo.url}?show=states`);
  await page.waitForFunction(ANIMATED);
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.waitForFunction(`${ANIMATED} === 0`);
  const [bar, track] = await page.$eval('[name="Lease.pdf"]', (/** @type {Element} */ { shadowRoot }) =>
    ['.bar', '.track'].map((part) => shadowRoot?.querySelector(part)?.getBoundingClientRect().width),
  );
  assert.equal(bar, track);
  await page.close();
});

test('with forced colours the bar has a border and the status an icon', limits, async (t) => {
  const browser = browserOf(t);
  if (!browser) return;
  const page = await browser.newPage();
  const session = await page.createCDPSession();
  await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
  await page.goto(`${demo.url}?show=states`);
  await page.waitForFunction(ANIMATED);
  const [border, bar, track, icon] = await page.$eval(
    '[name="Annual report 2026.docx"]',
    (/** @type {any} */ { shadowRoot }) => {
      const style = (/** @type {string} */ part, pseudo = '') =>
        getComputedStyle(shadowRoot.querySelector(part), pseudo);
      return [
        style('.track').borderTopWidth,
        style('.bar').backgroundColor,
        style('.track').backgroundColor,
        style('.status', '::before').clipPath,
      ];
    },
  );
  assert.equal(border, '1px');
  assert.notEqual(bar, track);
  assert.notEqual(icon, 'none');
  await page.close();
});
