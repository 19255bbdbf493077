// Tests every fault of the matrix in Node over real sockets: the client returns the right result in time, reports no secret, follows no
// redirect, and leaves nothing open.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runChild } from './child.js';
import { faults } from './matrix.js';
import { openStage } from './stage.js';

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

test('No request goes to the target of a redirect', () => assert.deepEqual(stage.astray(), []));

test('All connections are closed', { timeout: 20_000 }, () => stage.idle());

test('The client’s process exits by itself, with nothing open and no unhandled rejection', () => {
  assert.equal(ended.code, 0, ended.said);
  assert.deepEqual(
    ended.left.filter((name) => !/^(PipeWrap|TTYWrap|FSReqPromise)$/.test(name)),
    [],
  );
});

test('The client writes no log, and the memory that is searched for secrets is the module’s', () => {
  assert.equal(ended.said, '');
  assert.ok(ended.searched);
});
