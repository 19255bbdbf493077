// Runs all faults in Node over real sockets. No fault of a service or a network may make the client return a wrong value, hang, reveal a secret,
// follow a redirect, or leave anything open.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runChild } from './child.js';
import { faults } from './matrix.js';
import { startRuns } from './runs.js';
import { summarize } from './table.js';

/** @type {Awaited<ReturnType<typeof startRuns>>} */
let started;
/** @type {import('./probe.js').Finding[]} */
let findings = [];
/** @type {{ code: number | null, open: string[], errorOutput: string, foundMemory: boolean }} */
let client;

before(
  async () => {
    started = await startRuns();
    const { code, output, errorOutput } = await runChild(started, ['node.js'], process.execPath, 200_000);
    const report = output ? JSON.parse(output) : { findings: [], open: [], foundMemory: false };
    findings = report.findings;
    client = { code, open: report.open, errorOutput, foundMemory: report.foundMemory };
  },
  { timeout: 210_000 },
);
after(async () => {
  await started?.close();
  if (findings.length) for (const line of summarize(started.runs, findings)) console.log(line);
});

for (const [index, { group, name }] of faults.entries())
  test(`${group}: ${name}`, () => {
    assert.ok(findings[index], client.errorOutput);
    assert.deepEqual(started.problemsOf(started.runs[index], findings[index]), []);
  });

test('No request follows a redirect', () => assert.deepEqual(started.redirectedRequests(), []));

test('All connections are closed', { timeout: 20_000 }, () => started.idle());

test('The client’s process exits by itself, without an open handle or an unhandled rejection', () => {
  assert.equal(client.code, 0, client.errorOutput);
  assert.deepEqual(
    client.open.filter((name) => !/^(PipeWrap|TTYWrap|FSReqPromise)$/.test(name)),
    [],
  );
});

test('The client writes no log, and the search for secrets covered the module’s memory', () => {
  assert.equal(client.errorOutput, '');
  assert.ok(client.foundMemory);
});
