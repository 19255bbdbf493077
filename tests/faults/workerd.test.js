// Runs all faults in workerd, over the same kind of sockets as in Node.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { startWorkerd } from '../hosts/workerd.js';
import { faults } from './matrix.js';
import { pack } from './probe.js';
import { startRuns } from './runs.js';

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
    workerd = await startWorkerd(new URL('worker.js', import.meta.url), {
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
});

for (const [index, { group, name }] of faults.entries())
  test(`In workerd, ${group}: ${name}`, () => {
    assert.deepEqual(started.problemsOf(started.runs[index], findings[index]), []);
  });

test('In workerd, no request follows a redirect', () => assert.deepEqual(started.redirectedRequests(), []));

test('In workerd, all connections are closed', { timeout: 20_000 }, () => started.idle());
