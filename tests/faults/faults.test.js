// Proves that no fault of a service or a network makes the client lie, hang, tell a secret, follow anybody, or leave something open:
// the whole matrix over real sockets, in Node.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { faults } from './matrix.js';
import { pack } from './probe.js';
import { openStage } from './stage.js';
import { summarize } from './table.js';

/** @type {Awaited<ReturnType<typeof openStage>>} */
let stage;
/** @type {import('./probe.js').Finding[]} */
let findings = [];
/** @type {{ code: number | null, left: string[], said: string }} */
let ended;

before(
  async () => {
    stage = await openStage();
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: stage.authority };
    const child = spawn(process.execPath, [fileURLToPath(new URL('node.js', import.meta.url))], { env });
    let [output, said] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    child.stdin.end(pack(stage.acts.map(({ question }) => question)));
    const limit = setTimeout(() => child.kill('SIGKILL'), 100_000);
    const code = await new Promise((resolve) => child.on('close', resolve));
    clearTimeout(limit);
    const report = output ? JSON.parse(output) : { findings: [], left: [] };
    findings = report.findings;
    ended = { code, left: report.left, said };
  },
  { timeout: 110_000 },
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

test('what came of it is told', () => {
  for (const line of summarize(stage.acts, findings)) console.log(line);
});
