// Runs all faults in workerd, over the same kind of sockets as in Node.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startWorkerd } from '../hosts/workerd.js';
import { installProduct } from '../package/installed.js';
import { faults } from './matrix.js';
import { pack } from './probe.js';
import { startRuns } from './runs.js';

/** @type {Awaited<ReturnType<typeof installProduct>>} */
let project;
/** @type {Awaited<ReturnType<typeof startRuns>>} */
let started;
/** @type {Awaited<ReturnType<typeof startWorkerd>>} */
let workerd;
/** @type {import('./probe.js').Finding[]} */
let findings = [];

before(
  async () => {
    started = await startRuns();
    const tlsOptions = { trustBrowserCas: true, trustedCertificates: [readFileSync(started.authority, 'utf8')] };
    project = await installProduct();
    const folder = await project.bundle('workerd', new URL('worker.js', import.meta.url));
    workerd = await startWorkerd(pathToFileURL(join(folder, 'worker.js')), {
      outboundService: { network: { allow: ['public', 'private'], tlsOptions } },
    });
    const body = pack(started.runs.map(({ call }) => call));
    const response = await fetch(workerd.url, { method: 'POST', body, signal: AbortSignal.timeout(100_000) });
    findings = await response.json();
  },
  { timeout: 400_000 },
);
after(async () => {
  await workerd?.close();
  await started?.close();
  await project?.remove();
});

for (const [index, { group, name }] of faults.entries())
  test(`In workerd, ${group}: ${name}`, () => {
    assert.deepEqual(started.problemsOf(started.runs[index], findings[index]), []);
  });

test('In workerd, no request follows a redirect', () => assert.deepEqual(started.redirectedRequests(), []));

test('In workerd, all connections are closed', { timeout: 20_000 }, () => started.idle());
