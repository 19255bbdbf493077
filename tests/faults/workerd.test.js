// Tests every fault of the matrix in workerd, over the same sockets.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { startWorkerd } from '../hosts/workerd.js';
import { faults } from './matrix.js';
import { pack } from './probe.js';
import { openStage } from './stage.js';

/** @type {Awaited<ReturnType<typeof openStage>>} */
let stage;
/** @type {Awaited<ReturnType<typeof startWorkerd>>} */
let workerd;
/** @type {import('./probe.js').Finding[]} */
let findings = [];

before(
  async () => {
    stage = await openStage();
    const tlsOptions = { trustBrowserCas: true, trustedCertificates: [readFileSync(stage.authority, 'utf8')] };
    workerd = await startWorkerd(new URL('worker.js', import.meta.url), {
      outboundService: { network: { allow: ['public', 'private'], tlsOptions } },
    });
    const body = pack(stage.acts.map(({ question }) => question));
    const response = await fetch(workerd.url, { method: 'POST', body, signal: AbortSignal.timeout(100_000) });
    findings = await response.json();
  },
  { timeout: 400_000 },
);
after(async () => {
  await workerd?.close();
  await stage?.close();
});

for (const [index, { group, name }] of faults.entries())
  test(`In workerd, ${group}: ${name}`, () => {
    assert.deepEqual(stage.judge(stage.acts[index], findings[index]), []);
  });

test('In workerd, no request goes to the target of a redirect', () => assert.deepEqual(stage.astray(), []));

test('In workerd, all connections are closed', { timeout: 20_000 }, () => stage.idle());
