// Proves that no secret stays: after a call, whatever came of it, none is in the module's memory; after close(), none in the heap.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inspect } from '../client/inspect.js';
import { BATCH, DOCUMENT, KEY, SIGNATURE, TOKEN } from '../contract/kit.js';
import { faults } from './matrix.js';

const SECRETS = { KEY, TOKEN, SIGNATURE };

test('after each reply of the matrix the module’s memory has no key, token or signature', {
  timeout: 60_000,
}, async () => {
  const module = await inspect();
  try {
    let asked = 0;
    for (const { name, group, reply } of faults) {
      if (!reply || !(Number(reply.status) >= 200 && Number(reply.status) <= 599)) continue;
      const headers = reply.headers.map((line) => /** @type {[string, string]} */ (line.split(/: ?(.*)/s).slice(0, 2)));
      const body = [204, 205, 304].includes(Number(reply.status)) ? null : Uint8Array.from(reply.body);
      const fetch = async () => new Response(body, { status: Number(reply.status), headers });
      for (const credential of [{ key: KEY }, { token: TOKEN }]) {
        const client = await module.client(fetch, { credential });
        await client.getDocumentStatus(BATCH, DOCUMENT).catch(() => {});
        await client
          .listDocumentStatuses(BATCH)
          .next()
          .catch(() => {});
        for (const [what, secret] of Object.entries(SECRETS))
          assert.ok(!module.holds(secret), `${group}: ${name}: the ${what} is in the memory`);
        client.close();
        asked++;
      }
    }
    console.log(`| ${asked} replies, after none of which the module's memory has a secret`);
  } finally {
    module.restore();
  }
});

test('a client that was closed has left no credential in the heap', { timeout: 60_000 }, async () => {
  const script = fileURLToPath(new URL('heap.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script], { timeout: 50_000 });
  const { before, after } = JSON.parse(stdout);
  assert.deepEqual(Object.values(before), [true, true, true], 'The test wants the secrets of an open client found');
  assert.deepEqual(after, { key: false, token: false, called: false });
});
