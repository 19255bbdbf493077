// Tests the command as a process: its shebang, exit codes, signals and pipes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSimulator } from 'document-translation-status/simulator';
import { bin, start } from './command.js';
import { useSimulator } from './simulator.js';

const timeout = 30_000;

const context = useSimulator({ durationMs: 200 });
const { environment } = context;

/** @param {string} scenario */
const idOf = (scenario) => context.sim.documents.find((document) => document.scenario === scenario)?.id ?? '';

/** Returns the arguments that watch a document that never ends. */
function endlessWatch() {
  const batch = context.sim.createBatch({ documents: ['Running'] });
  return [batch.id, batch.documents[0].id, '--watch', '--interval', '50ms'];
}

test('The built file is executable', { timeout }, async () => {
  const { code, stdout } = await start(['--version'], {});
  assert.equal(code, 0);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

test('The exit codes are those in --help', { timeout }, async () => {
  const ended = { code: 0, signal: null };
  /** @param {string[]} argv @param {object} [env] */
  const codeOf = async (argv, env) => {
    const { code, signal } = await start(argv, { ...environment(), ...env });
    return { code, signal };
  };
  const failed = [context.sim.batchId, idOf('Failed')];
  assert.deepEqual(await codeOf(failed), ended);
  assert.deepEqual(await codeOf([...failed, '--watch', '--interval', '50ms']), { ...ended, code: 1 });
  assert.deepEqual(await codeOf([]), { ...ended, code: 2 });
  assert.deepEqual(await codeOf(failed, { AZURE_DOCUMENT_TRANSLATION_KEY: 'wrong' }), { ...ended, code: 3 });
  assert.deepEqual(await codeOf([...endlessWatch(), '--timeout', '300ms']), { ...ended, code: 4 });
});

test('SIGINT and SIGTERM end a watch at once', { timeout }, async () => {
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])) {
    const onOutput = (/** @type {import('node:child_process').ChildProcess} */ child) => void child.kill(signal);
    const ended = await start(endlessWatch(), environment(), { onOutput });
    assert.deepEqual([ended.code, ended.signal, ended.stdout], [code, null, '']);
    assert.match(ended.stderr, /^\S+Z {2}Running[^\n]*\n$/);
  }
});

test('The log of a job has one line with its counts, however many documents change', { timeout }, async () => {
  const documents = Array.from({ length: 31 }, (_, index) => ({
    scenario: /** @type {'Running' | 'Failed'} */ (index ? 'Running' : 'Failed'),
    createdAt: Date.now() - 60_000,
  }));
  const { id } = context.sim.createBatch({ documents });
  const onOutput = (/** @type {import('node:child_process').ChildProcess} */ child) => void child.kill('SIGINT');
  const { code, stderr } = await start([id, '--watch'], environment(), { onOutput });
  assert.equal(code, 130);
  assert.match(
    stderr,
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}Running: 51 %, 0 of 31 succeeded, 1 failed, 30 running, \d+ s elapsed\n$/,
  );
});

test('A closed pipe ends the command without an error', { timeout }, async () => {
  const { id, documents } = context.sim.createBatch({ documents: 1 });
  const argv = [id, documents[0].id, '--watch', '--json', '--interval', '10ms'];
  // head closes the pipe after the first line, long before the last.
  const script = `"$0" "$@" | head -n 1; echo "codes: \${PIPESTATUS[*]}"`;
  const { stdout, stderr } = await start(['-c', script, bin, ...argv], environment(), { command: 'bash' });
  const [line, codes] = stdout.split('\n');
  assert.equal(JSON.parse(line).id, documents[0].id);
  assert.equal(codes, 'codes: 0 0');
  assert.equal(stderr, '');
});

test('A failed write to stdout ends the command with exit code 3', { timeout }, async (t) => {
  if (process.platform !== 'linux') return t.skip('there is no /dev/full');
  for (const argv of [['--help'], [context.sim.batchId, idOf('Failed')], [context.sim.batchId, '--json']]) {
    const script = '"$0" "$@" > /dev/full';
    const { code, stderr } = await start(['-c', script, bin, ...argv], environment(), { command: 'sh' });
    assert.equal(code, 3);
    assert.match(stderr, /^The output is incomplete: ENOSPC[^\n]*\n$/);
  }
});

test('The argument - reads URLs from a pipe', { timeout }, async () => {
  const url = `${context.sim.url}/translator/text/batch/v1.0/batches/${context.sim.batchId}/documents/${idOf('Succeeded')}`;
  const { code, stdout } = await start(['-', '--quiet', '--interval', '50ms'], environment(), { stdin: `${url}\n` });
  assert.equal(code, 0);
  assert.match(stdout, /^Succeeded .*\n1 of 1 succeeded\n$/);
});

test('--key-file and --token-file can read a pipe', { timeout }, async (t) => {
  const guarded = await startSimulator({ token: 'view-token' });
  t.after(() => guarded.close());
  const ids = [guarded.batchId, guarded.documents[0].id];
  const env = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: guarded.url };
  for (const [option, secret] of [
    ['--token-file', 'view-token'],
    ['--key-file', String(guarded.key)],
  ]) {
    const argv = ['-c', `"$0" "$@" ${option} <(echo ${secret})`, bin, ...ids];
    const { code, stderr } = await start(argv, env, { command: 'bash' });
    assert.deepEqual([code, stderr], [0, ''], option);
  }
});

test('A watch of 40 URLs causes no warning of Node', { timeout }, async () => {
  const { id, documents } = context.sim.createBatch({ documents: 40 });
  const urls = documents.map(
    (document) => `${context.sim.url}/translator/text/batch/v1.0/batches/${id}/documents/${document.id}`,
  );
  const { code, stdout, stderr } = await start(['-', '--quiet'], environment(), { stdin: urls.join('\n') });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^40 of 40 succeeded$/m);
});

/**
 * Runs the simulator, and the lines that it prints in a shell.
 * @param {string[]} options
 * @param {(lines: string[]) => Promise<void>} use
 */
async function simulate(options, use) {
  /** @type {Promise<void> | undefined} */
  let used;
  const onOutput = (/** @type {import('node:child_process').ChildProcess} */ child, /** @type {string} */ text) => {
    used = use(text.trimEnd().split('\n')).finally(() => child.kill('SIGINT'));
    // It is awaited when the simulator has ended.
    used.catch(() => {});
  };
  const ended = await start(['simulate', ...options], {}, { onOutput });
  await used;
  assert.deepEqual([ended.code, ended.stderr], [130, '']);
  return ended.stdout;
}

/** Runs lines of `simulate` in a shell. @param {string[]} lines */
const runLines = (lines) =>
  start(['-c', ['document-translation-status() { "$0" "$@"; }', ...lines].join('\n'), bin], {}, { command: 'bash' });

test('simulate prints the variables to export, and commands for a job and a document, and runs until it is interrupted', {
  timeout,
}, async () => {
  const stdout = await simulate([], async () => {});
  assert.match(
    stdout,
    /^export AZURE_DOCUMENT_TRANSLATION_ENDPOINT=http:\/\/127\.0\.0\.1:\d+\nexport AZURE_DOCUMENT_TRANSLATION_KEY=\w+\ndocument-translation-status [0-9a-f-]{36} --watch\ndocument-translation-status [0-9a-f-]{36} [0-9a-f-]{36} --watch\n$/,
  );
});

test('The printed commands of simulate work when pasted, with the documents, failures and duration of the options', {
  timeout,
}, async () => {
  const options = ['--documents', '3', '--fail', '1', '--duration', '600ms'];
  await simulate(options, async ([endpoint, key, job, document]) => {
    const ended = await runLines([endpoint, key, `${job} --interval 50ms`]);
    assert.equal(ended.code, 1, ended.stderr);
    assert.match(ended.stdout, /^Failed /);
    assert.match(ended.stdout, /^Partial: 2 of 3 succeeded, 1 failed, took 1 s$/m);
    const one = await runLines([endpoint, key, document]);
    assert.equal(one.code, 0, one.stderr);
    assert.match(one.stdout, /^Succeeded /);
  });
});

test('The clock of simulate starts at the first request', { timeout }, async () => {
  await simulate(['--documents', '1', '--duration', '24h'], async ([endpoint, key, job]) => {
    const startedAt = Date.now();
    const { stdout } = await runLines([endpoint, key, job.replace('--watch', '--json')]);
    const { status, createdDateTimeUtc } = JSON.parse(stdout);
    assert.equal(status, 'NotStarted');
    assert.ok(Date.parse(createdDateTimeUtc) >= startedAt, `${createdDateTimeUtc} is before the first request`);
  });
});

test('Under npx, the printed commands of simulate start with npx', { timeout }, async () => {
  const onOutput = (/** @type {import('node:child_process').ChildProcess} */ child) => void child.kill('SIGINT');
  const { stdout } = await start(['simulate'], { npm_command: 'exec' }, { onOutput });
  assert.equal(stdout.match(/^npx document-translation-status [0-9a-f-]{36} /gm)?.length, 2);
});

test('simulate --throttle responds with 429 to requests above the limit', { timeout }, async () => {
  await simulate(['--throttle', '1'], async ([endpoint]) => {
    const [, url] = endpoint.split('=');
    const responses = await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/translator/document/batches`)));
    assert.ok(responses.some(({ status }) => status === 429));
  });
});

test('On Windows, simulate prints assignments for PowerShell', { timeout }, async () => {
  const windows = encodeURIComponent("Object.defineProperty(process, 'platform', { value: 'win32' })");
  const onOutput = (/** @type {import('node:child_process').ChildProcess} */ child) => void child.kill('SIGINT');
  const env = { NODE_OPTIONS: `--import data:text/javascript,${windows}` };
  const { stdout } = await start(['simulate'], env, { onOutput });
  assert.match(
    stdout,
    /^\$env:AZURE_DOCUMENT_TRANSLATION_ENDPOINT = 'http:.*'\n\$env:AZURE_DOCUMENT_TRANSLATION_KEY = '\w+'\ndocument-translation-status /,
  );
});
