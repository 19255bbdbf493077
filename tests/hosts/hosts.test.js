// The browsers that other suites use: their common interface, and a second attempt if one does not start.

import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { findProgram } from '../../tools/lib/process.js';
import { BROWSERS, launch } from './browsers.js';
import { browserFor } from './fixture.js';

/** @type {import('node:http').Server} */
let server;
/** @type {string} */
let url;
before(async () => {
  server = createServer((_, response) =>
    response
      .writeHead(200, { 'Content-Type': 'text/html', 'Content-Security-Policy': "script-src 'self'" })
      .end('<!doctype html><title>A page</title><body style="background: #fff">'),
  );
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/`;
});
after(() => server.close());

for (const name of BROWSERS)
  describe(name, () => {
    const browserOf = browserFor(name);
    test(`${name} opens pages, runs functions under a strict policy, and takes screenshots`, {
      timeout: 110_000,
    }, async (t) => {
      /** @type {import('./browsers.js').Browser | undefined} */
      const browser = browserOf(t);
      if (!browser) return;
      assert.match(await browser.version(), /\/\d+/);
      const [one, two] = [await browser.newPage(), await browser.newPage()];
      await one.goto(url);
      await two.goto(`${url}two`);
      assert.equal(
        await one.evaluate(async (/** @type {number} */ a, /** @type {number} */ b) => a + (await b), 1, 2),
        3,
      );
      assert.deepEqual(await two.evaluate('[location.pathname, document.title]'), ['/two', 'A page']);
      await assert.rejects(
        one.evaluate(() => Promise.reject(new TypeError('The reason'))),
        /The reason/,
      );
      // The first page is in the background and draws no frames.
      await one.waitForFunction(() => {
        const { calls = 0 } = /** @type {{ calls?: number }} */ (globalThis);
        return Object.assign(globalThis, { calls: calls + 1 }).calls > 3;
      });
      await one.setViewport({ width: 640, height: 480 });
      await one.waitForFunction('innerWidth === 640 && innerHeight === 480');
      const png = Buffer.from(await one.screenshot());
      assert.equal(png.toString('latin1', 1, 4), 'PNG');
      assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [640, 480]);
      await one.close();
      await (await browser.newPage()).close();
      assert.equal(await two.evaluate(() => location.pathname), '/two');
    });
  });

test('a browser that crashes while it starts is started again', { timeout: 110_000 }, async (t) => {
  const chromium = findProgram('chromium') ?? findProgram('google-chrome');
  if (!chromium) return t.skip('Chromium is missing');
  const folder = await mkdtemp(join(tmpdir(), 'hosts-'));
  const { PATH } = process.env;
  try {
    const script = `#!/bin/sh\nmkdir '${folder}/crashed' 2> /dev/null && exit 1\nexec '${chromium}' "$@"\n`;
    await writeFile(join(folder, 'chromium'), script);
    await chmod(join(folder, 'chromium'), 0o755);
    process.env.PATH = `${folder}${delimiter}${PATH}`;
    const browser = await launch('chromium');
    assert.match(await browser.version(), /\/\d+/);
    await browser.close();
    await rm(join(folder, 'crashed'), { recursive: true }); // Fails if the first attempt did not run.
  } finally {
    process.env.PATH = PATH;
    await rm(folder, { recursive: true, force: true });
  }
});
