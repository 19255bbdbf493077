// Proves the matrix in workerd, over the same sockets.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startWorkerd } from '../hosts/workerd.js';
import { installProduct } from '../package/installed.js';
import { faults } from './matrix.js';
import { pack } from './probe.js';
import { openStage } from './stage.js';
import { summarize } from './table.js';

/** @type {Awaited<ReturnType<typeof installProduct>>} */
let project;
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
    project = await installProduct();
    const folder = await project.bundle('workerd', new URL('worker.js', import.meta.url));
    workerd = await startWorkerd(pathToFileURL(join(folder, 'worker.js')), {
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
  await project?.remove();
});

for (const [index, { group, name }] of faults.entries())
  test(`in workerd, ${group}: ${name}`, () => {
    assert.deepEqual(stage.judge(stage.acts[index], findings[index]), []);
  });

test('in workerd, no request goes where a redirect led', () => assert.deepEqual(stage.astray(), []));

test('in workerd, all connections are let go', { timeout: 20_000 }, () => stage.idle());

test('what came of it in workerd is told', () => {
  for (const line of summarize(stage.acts, findings, 'in workerd')) console.log(line);
});
