// Runs the faults that need no socket in Chromium, Firefox and WebKit: the page's fetch returns each complete response of the matrix. Then checks
// that the element never shows a secret.
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
import { credentialOf, problemsOf } from './runs.js';

/** Whether a page can create a Response with the status. */
const isConstructible = (/** @type {unknown} */ status) => typeof status === 'number' && status >= 200 && status <= 599;
/** The complete responses, without the groups that need a network. */
const faultsWithoutNetwork = faults.filter(
  ({ reply, group }) =>
    reply && isConstructible(reply.status) && group !== 'encoding' && group !== 'TLS' && group !== 'size',
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

const calls = faultsWithoutNetwork.map(({ name, reply, ask, end }, index) => ({
  name,
  credential: credentialOf(index),
  endpoint: `${ENDPOINT}${ask?.path ?? ''}`,
  options: ask?.options ?? {},
  document: ask && 'document' in ask ? ask.document : DOCUMENT,
  ...(end && { end }),
  reply: reply && {
    status: reply.status,
    headers: reply.headers.filter((line) => !/^Set-Cookie/i.test(line)),
    body: [204, 205, 304].includes(Number(reply.status)) ? null : reply.body.toString('base64'),
  },
}));

for (const browserName of BROWSERS)
  test(`The faults run in ${browserName}`, { timeout: 300_000 }, async (t) => {
    const browser = await launch(browserName).catch((error) => skipIfHostMissing(t, error));
    if (!browser) return;
    t.after(() => browser.close());
    const page = await browser.newPage();
    await page.goto(url);
    const packed = pack(calls).replaceAll('\u2028', '\\u2028');
    // As text, because WebDriver changes undefined to null.
    const text = await page.evaluate(
      `import('/page.js').then(async ({ runCalls }) => JSON.stringify(await runCalls(${packed})))`,
    );
    /** @type {{ finding: import('./probe.js').Finding, requests: number }[]} */
    const results = JSON.parse(text);
    for (const [index, fault] of faultsWithoutNetwork.entries())
      await t.test(`In ${browserName}, ${fault.group}: ${fault.name}`, () => {
        const { finding, requests } = results[index];
        assert.deepEqual(
          problemsOf({ ...fault, requests: fault.name.startsWith('421') ? [1, 1] : fault.requests }, finding, requests),
          [],
        );
      });
    console.log(`| ${faultsWithoutNetwork.length} faults of the matrix in ${await browser.version()}`);
  });

test('For no fault does the element reveal the token or a signature, in its events, markup or texts', {
  timeout: 300_000,
}, async (t) => {
  const browser = await launch('chromium').catch((error) => skipIfHostMissing(t, error));
  if (!browser) return;
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(url);
  const responses = JSON.stringify(calls.map(({ reply }) => reply)).replaceAll('\u2028', '\\u2028');
  /** @type {import('./page-element.js').Shown[]} */
  const all = await page.evaluate(`import('/page-element.js').then(({ show }) => show(${responses}))`);
  const leaks = [];
  let length = 0;
  /** @type {Record<string, number>} */
  const states = { error: 0, interrupted: 0, running: 0 };
  for (const [index, { state, requests, events, shown, paths }] of all.entries()) {
    const { group, name } = faultsWithoutNetwork[index];
    assert.ok(requests > 0, `${group}: ${name}: no request`);
    states[state]++;
    length += events.length + shown.length;
    for (const [where, text] of Object.entries({ events, shown })) {
      const found = secretsIn(text, { token: TOKEN, ...SIGNATURES });
      if (found.length) leaks.push(`${group}: ${name}: the ${found.join(' and the ')} in ${where}`);
    }
    // The search works: it finds the signature in the path of a status.
    if (state === 'running') assert.ok(secretsIn(paths, SIGNATURES).length > 0);
  }
  assert.deepEqual(leaks, []);
  assert.ok(
    Object.values(states).every((count) => count > 0),
    JSON.stringify(states),
  );
  const [errors, outages, statuses] = Object.values(states);
  console.log(
    `| ${faultsWithoutNetwork.length} faults to the element (${errors} errors, ${outages} outages, ${statuses} statuses): ` +
      `${length} characters of events, markup and texts, no secret in them`,
  );
});
