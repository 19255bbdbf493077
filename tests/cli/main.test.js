// Proves the command by its exit codes and by what it writes, against the simulator.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startSimulator } from 'document-translation-status/simulator';

const { main } = await import(new URL('../../dist/cli/main.js', import.meta.url).href);
const { parseDuration } = await import(new URL('../../dist/cli/duration.js', import.meta.url).href);
const { OPTIONS } = await import(new URL('../../dist/cli/options.js', import.meta.url).href);
const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));
const timeout = 20_000;

/** @type {import('document-translation-status/simulator').Simulator} */
let sim;
/** @type {string} */
let folder;
before(async () => {
  sim = await startSimulator({ durationMs: 300 });
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
});
after(async () => {
  await sim.close();
  await rm(folder, { recursive: true });
});

const environment = () => ({
  AZURE_DOCUMENT_TRANSLATION_ENDPOINT: sim.url,
  AZURE_DOCUMENT_TRANSLATION_KEY: sim.key ?? '',
});

/** @param {object} [properties] */
function createOutput(properties) {
  const output = Object.assign(new EventEmitter(), { text: '', ...properties });
  return Object.assign(output, { write: (/** @type {string} */ text) => (output.text += text) });
}

/** @param {string[]} argv @param {object} [env] @param {object} [terminal] */
async function run(argv, env = environment(), terminal) {
  const stdout = createOutput(terminal);
  const stderr = createOutput(terminal);
  const io = Object.assign(new EventEmitter(), { stdout, stderr, env });
  const code = await main(argv, io);
  assert.equal(io.listenerCount('SIGINT'), 0);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** @param {string} scenario */
const idOf = (scenario) => sim.documents.find((document) => document.scenario === scenario)?.id ?? '';

test('a document is read', { timeout }, async () => {
  const { code, stdout, stderr } = await run([sim.batchId, idOf('Succeeded')]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^(NotStarted|Running|Succeeded) /);
});

test('a document is followed: 0 when it succeeded, 1 when it ended otherwise', { timeout }, async () => {
  for (const [scenario, expected] of [
    ['Succeeded', 0],
    ['Failed', 1],
    ['Canceled', 1],
    ['ValidationFailed', 1],
  ]) {
    const { code, stdout } = await run([sim.batchId, idOf(String(scenario)), '-w', '--interval', '50ms', '--quiet']);
    assert.equal(code, expected);
    assert.ok(stdout.startsWith(String(scenario)), stdout);
  }
});

test('a URL names endpoint, version, batch and document', { timeout }, async () => {
  const url = `${sim.url}/translator/document/batches/${sim.batchId}/documents/${idOf('Failed')}?api-version=2024-05-01`;
  const { code, stdout } = await run([url, '--json'], { AZURE_DOCUMENT_TRANSLATION_KEY: sim.key ?? '' });
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).id, idOf('Failed'));
  assert.match(sim.requests.at(-1)?.url ?? '', /api-version=2024-05-01/);
});

test('--watch --json writes one object a line, and nothing else', { timeout }, async () => {
  const { code, stdout, stderr } = await run([sim.batchId, idOf('Succeeded'), '--watch', '--json', '--interval=50ms']);
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(JSON.parse(stdout.trim().split('\n').at(-1) ?? '').status, 'Succeeded');
});

test('without a document id, the whole job is told', { timeout }, async () => {
  const read = await run([sim.batchId, '--json']);
  assert.equal(JSON.parse(read.stdout).documents.length, 4);
  const batch = sim.createBatch({ documents: 2 });
  const { code, stdout } = await run([batch.id, '--watch', '--interval', '50ms'], environment());
  assert.equal(code, 0);
  assert.match(stdout, /Succeeded: 2 of 2 succeeded/);
});

test('signatures are masked in text and in JSON', { timeout }, async () => {
  const path = 'https://a.blob.core.windows.net/t/x.docx?sv=1&sig=SECRET%2Fx%3D&se=2';
  const batch = sim.createBatch({ documents: [{ path, sourcePath: path }], createdAt: Date.now() - 60_000 });
  for (const more of [[], ['--json']]) {
    const { stdout } = await run([batch.id, batch.documents[0].id, ...more]);
    assert.match(stdout, /sig=\*\*\*&se=2/);
    assert.doesNotMatch(stdout, /SECRET/);
  }
});

test('credentials come from a file too, or are left out', { timeout }, async () => {
  const file = join(folder, 'key');
  await writeFile(file, `${sim.key}\n`);
  const env = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: sim.url };
  assert.equal((await run([sim.batchId, idOf('Failed'), '--key-file', file], env)).code, 0);
  const token = join(folder, 'token');
  await writeFile(token, 'view-token\n');
  sim.token = 'view-token';
  assert.equal((await run([sim.batchId, idOf('Failed'), '--token-file', token], env)).code, 0);
  const refused = await run([sim.batchId, idOf('Failed'), '--no-credential'], env);
  assert.equal(refused.code, 3);
  assert.equal((await run([sim.batchId, idOf('Failed')], env)).code, 2);
});

test('an error shows no secret, with --debug neither', { timeout }, async () => {
  const env = { ...environment(), AZURE_DOCUMENT_TRANSLATION_KEY: 'wrong-and-secret' };
  const { code, stderr } = await run([sim.batchId, idOf('Failed'), '--debug'], env);
  assert.equal(code, 3);
  assert.match(stderr, /"statusCode": 401/);
  assert.doesNotMatch(stderr, /wrong-and-secret/);
});

test('mistakes in the call are said so, without their values', { timeout }, async () => {
  for (const [argv, pattern] of /** @type {[string[], RegExp][]} */ ([
    [['--wach', 'x'], /no option --wach\. Did you mean --watch\?/],
    [['--key=hush'], /no option --key\. Did you mean --key-file\?/],
    [['x', '--timeout', 'soon'], /--timeout is a time/],
    [['x', '--json=1'], /--json takes no value/],
    [['x', '--endpoint'], /--endpoint needs a value/],
    [['a', 'b', 'c'], /more than/],
    [[], /Which document/],
    [['not-an-id', 'x'], /./],
  ])) {
    const { code, stdout, stderr } = await run(argv);
    assert.deepEqual([code, stdout], [2, ''], argv.join(' '));
    assert.match(stderr, pattern);
    assert.doesNotMatch(stderr, /hush/);
  }
});

test('--timeout ends the waiting with 4', { timeout }, async () => {
  const batch = sim.createBatch({ documents: ['Running'] });
  const { code, stderr } = await run([batch.id, batch.documents[0].id, '--watch', '--timeout', '200ms', '--quiet']);
  assert.equal(code, 4);
  assert.match(stderr, /--timeout/);
});

test('on a terminal, the line is redrawn within its width and taken away at the end', { timeout }, async () => {
  const batch = sim.createBatch({ documents: 1 });
  const argv = [batch.id, batch.documents[0].id, '-w', '--interval', '50ms'];
  const { stderr } = await run(argv, { ...environment(), NO_COLOR: '1' }, { isTTY: true, columns: 30 });
  assert.ok(stderr.endsWith('\r\x1b[J'));
  for (const line of stderr.split('\r\x1b[J')) assert.ok(line.length < 30 && !line.includes('\n'), line);
});

test('help names every option, and the version is the package’s', { timeout }, async () => {
  const { code, stdout } = await run(['--help'], {});
  assert.equal(code, 0);
  for (const { name } of OPTIONS) assert.ok(stdout.includes(`--${name}`), name);
  assert.match((await run(['--version'], {})).stdout, /^\d+\.\d+\.\d+\n$/);
});

test('durations', () => {
  const table = { 30: 30_000, '500ms': 500, '1.5s': 1500, '2m': 120_000, '1h': 3_600_000 };
  for (const [text, ms] of Object.entries(table)) assert.equal(parseDuration(text), ms);
  for (const text of ['', '-1', '0', 'm', '1d', '1e3', '9999h']) assert.equal(parseDuration(text), undefined);
});

test('as a process: SIGINT ends it with 130, and a closed pipe quietly', { timeout }, async () => {
  const batch = sim.createBatch({ documents: ['Running'] });
  const argv = [bin, batch.id, batch.documents[0].id, '--watch', '--json', '--interval', '50ms'];
  const env = { ...process.env, ...environment() };
  const child = spawn(process.execPath, argv, { env });
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  assert.deepEqual(await once(child, 'close'), [130, null]);

  const cut = spawn(process.execPath, [bin, sim.batchId, idOf('Failed'), '-w', '--json'], { env });
  let stderr = '';
  cut.stderr.on('data', (chunk) => (stderr += chunk));
  cut.stdout.destroy();
  const [code] = await once(cut, 'close');
  assert.equal(stderr, '');
  assert.ok(code === 0 || code === 1, String(code));
});
