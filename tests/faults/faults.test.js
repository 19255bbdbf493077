// Proves that no fault of a service or a network makes the client lie, hang, tell a secret, follow anybody, or leave something open:
// the whole matrix over real sockets, in Node.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runChild } from './child.js';
import { faults } from './matrix.js';
import { openStage } from './stage.js';
import { summarize } from './table.js';

/** @type {Awaited<ReturnType<typeof openStage>>} */
let stage;
/** @type {import('./probe.js').Finding[]} */
let findings = [];
/** @type {{ code: number | null, left: string[], said: string, searched: boolean }} */
let ended;

before(
  async () => {
    stage = await openStage();
    const { code, output, said } = await runChild(stage, ['node.js'], process.execPath, 200_000);
    const report = output ? JSON.parse(output) : { findings: [], left: [], searched: false };
    findings = report.findings;
    ended = { code, left: report.left, said, searched: report.searched };
  },
  { timeout: 210_000 },
);
after(() => stage?.close());

for (const [index, { group, name }] of faults.entries())
  test(`${group}: ${name}`, () => {
    assert.ok(findings[index], ended.said);
    assert.deepEqual(stage.judge(stage.acts[index], findings[index]), []);
  });

test('no request went where a redirect led', () => assert.deepEqual(stage.astray(), []));

test('all connections are let go', { timeout: 20_000 }, () => stage.idle());

test('the client’s process ends by itself, with nothing open and no rejection unheard', () => {
  assert.equal(ended.code, 0, ended.said);
  assert.deepEqual(
    ended.left.filter((name) => !/^(PipeWrap|TTYWrap|FSReqPromise)$/.test(name)),
    [],
  );
});

test('the client writes no log, and the memory that was searched for secrets was the module’s', () => {
  assert.equal(ended.said, '');
  assert.ok(ended.searched);
});

test('what came of it is told', () => {
  for (const line of summarize(stage.acts, findings, 'in Node')) console.log(line);
});
