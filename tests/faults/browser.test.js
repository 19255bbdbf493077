// Proves in Chromium, Firefox and WebKit what doesn't need a socket: each whole reply of the matrix, given by the page's fetch. And that of
// none the element tells a secret.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DOCUMENT, ENDPOINT, TOKEN } from '../contract/kit.js';
import { BROWSERS, launch } from '../hosts/browsers.js';
import { skipIfHostMissing } from '../hosts/install.js';
import { installProduct } from '../package/installed.js';
import { faults } from './matrix.js';
import { pack, SIGNATURES, secretsIn } from './probe.js';
import { credentialOf, judge } from './stage.js';

/** Statuses that a page can't give itself. */
const isGivable = (/** @type {unknown} */ status) => typeof status === 'number' && status >= 200 && status <= 599;
/** Not what only a network has: encodings, TLS, sizes. */
const played = faults.filter(
  ({ reply, group }) => reply && isGivable(reply.status) && group !== 'encoding' && group !== 'TLS' && group !== 'size',
);

/** @type {Awaited<ReturnType<typeof installProduct>>} */
let project;
/** @type {import('node:http').Server} */
let server;
/** @type {string} */
let url;

before(async () => {
  project = await installProduct();
  const scripts = ['page.js', 'page-element.js'].map((name) => new URL(name, import.meta.url));
  const folder = await project.bundle('browser', ...scripts);
  server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (!/^\/[\w.-]+\.js$/.test(pathname))
      return response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html>');
    const script = await readFile(join(folder, pathname)).catch(() => undefined);
    response.writeHead(script ? 200 : 404, { 'Content-Type': 'text/javascript' }).end(script);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  url = `http://127.0.0.1:${/** @type {any} */ (server.address()).port}/`;
});
after(async () => {
  server?.closeAllConnections();
  server?.close();
  await project?.remove();
});

const questions = played.map(({ name, reply, ask, end }, index) => ({
  name,
  credential: credentialOf(index),
  endpoint: `${ENDPOINT}${ask?.path ?? ''}`,
  options: ask?.options ?? {},
  document: ask && 'document' in ask ? ask.document : DOCUMENT,
  calls: 1,
  ...(end && { end }),
  reply: reply && {
    status: reply.status,
    headers: reply.headers.filter((line) => !/^Set-Cookie/i.test(line)),
    body: [204, 205, 304].includes(Number(reply.status)) ? null : reply.body.toString('base64'),
  },
}));

for (const browserName of BROWSERS)
  test(`the matrix in ${browserName}`, { timeout: 300_000 }, async (t) => {
    const browser = await launch(browserName).catch((error) => skipIfHostMissing(t, error));
    if (!browser) return;
    t.after(() => browser.close());
    const page = await browser.newPage();
    await page.goto(url);
    const asked = pack(questions).replaceAll('\u2028', '\\u2028');
    // As text: WebDriver makes null of undefined.
    const text = await page.evaluate(
      `import('/page.js').then(async ({ play }) => JSON.stringify(await play(${asked})))`,
    );
    /** @type {{ finding: import('./probe.js').Finding, asked: number }[]} */
    const results = JSON.parse(text);
    for (const [index, fault] of played.entries())
      await t.test(`in ${browserName}, ${fault.group}: ${fault.name}`, () => {
        const { finding, asked } = results[index];
        assert.deepEqual(
          judge({ ...fault, requests: fault.name.startsWith('421') ? [1, 1] : fault.requests }, finding, asked),
          [],
        );
      });
    console.log(`| ${played.length} faults of the matrix in ${await browser.version()}`);
  });

test('of no fault does the element tell the token or a signature, in its events or in what it shows', {
  timeout: 300_000,
}, async (t) => {
  const browser = await launch('chromium').catch((error) => skipIfHostMissing(t, error));
  if (!browser) return;
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(url);
  const replies = JSON.stringify(questions.map(({ reply }) => reply)).replaceAll('\u2028', '\\u2028');
  /** @type {import('./page-element.js').Shown[]} */
  const all = await page.evaluate(`import('/page-element.js').then(({ show }) => show(${replies}))`);
  const told = [];
  let length = 0;
  /** @type {Record<string, number>} */
  const states = { error: 0, interrupted: 0, running: 0 };
  for (const [index, { state, asked, events, shown, paths }] of all.entries()) {
    const { group, name } = played[index];
    assert.ok(asked > 0, `${group}: ${name}: asked for nothing`);
    states[state]++;
    length += events.length + shown.length;
    for (const [where, text] of Object.entries({ events, shown })) {
      const found = secretsIn(text, { token: TOKEN, ...SIGNATURES });
      if (found.length) told.push(`${group}: ${name}: the ${found.join(' and the ')} in what is ${where}`);
    }
    // What is looked for can be found: a status has the URL that the service gave it.
    if (state === 'running') assert.ok(secretsIn(paths, SIGNATURES).length > 0);
  }
  assert.deepEqual(told, []);
  assert.ok(
    Object.values(states).every((count) => count > 0),
    JSON.stringify(states),
  );
  const [errors, outages, values] = Object.values(states);
  console.log(
    `| ${played.length} faults to the element (${errors} errors, ${outages} outages, ${values} statuses): ` +
      `${length} characters of events and of what it shows, no secret in them`,
  );
});
