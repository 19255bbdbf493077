// Proves the hosts that the suites run in: one interface over three browsers, and nothing left behind.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { BROWSERS, launch } from './browsers.js';
import { leaveOut } from './install.js';

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

for (const name of BROWSERS) {
  test(`${name} opens pages, runs functions in them in spite of their policy, and shows them`, {
    timeout: 110_000,
  }, async (t) => {
    const browser = await launch(name).catch((error) => leaveOut(t, error));
    if (!browser) return;
    try {
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
        one.evaluate(() => Promise.reject(new TypeError('This is why'))),
        /This is why/,
      );
      await one.evaluate(() => void setTimeout(() => Object.assign(globalThis, { late: true }), 10));
      await one.waitForFunction(() => 'late' in globalThis);
      await one.setViewport({ width: 640, height: 480 });
      await one.waitForFunction('innerWidth === 640 && innerHeight === 480');
      const png = Buffer.from(await one.screenshot());
      assert.equal(png.toString('latin1', 1, 4), 'PNG');
      assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [640, 480]);
      await one.close();
      await (await browser.newPage()).close();
      assert.equal(await two.evaluate(() => location.pathname), '/two');
    } finally {
      await browser.close();
    }
  });
}
