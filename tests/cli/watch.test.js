// Tests what the command does while it watches: several URLs, --fail-fast, --max-outage, --progress and --verbose.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DocumentTranslationError } from 'document-translation-status';
import { startSimulator } from 'document-translation-status/simulator';
import { explain } from '../../web/cli/explain.js';
import { createPlainProgress } from '../../web/cli/output/plain-progress.js';
import { fit, widthOf, withoutControls } from '../../web/cli/output/text.js';
import { run as runCommand } from './command.js';
import { useSimulator } from './simulator.js';

const timeout = 20_000;
const AT_ONCE = { 'Retry-After': '0' };

const context = useSimulator({ durationMs: 300 });
const { environment } = context;

/** @param {string[]} argv @param {Parameters<typeof runCommand>[2]} [options] @param {object} [env] */
const run = (argv, options, env) => runCommand(argv, { ...environment(), ...env }, options);

/** @param {{ id: string }} batch @param {{ id: string }} [document] */
const urlOf = (batch, document) =>
  `${context.sim.url}/translator/document/batches/${batch.id}${document ? `/documents/${document.id}` : ''}?api-version=2024-05-01`;

/** @param {string} text */
const jsonOf = (text) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('Several URLs are one call: each job has a row, and one summary and exit code are for all', {
  timeout,
}, async () => {
  const good = context.sim.createBatch({ documents: 2 });
  const mixed = context.sim.createBatch({ documents: ['Succeeded', 'Failed'] });
  const single = context.sim.createBatch({ documents: 2 });
  const urls = [urlOf(good), urlOf(mixed), urlOf(single, single.documents[0])];
  const { code, stdout } = await run([...urls, '--watch', '--interval', '50ms']);
  assert.equal(code, 1);
  assert.match(stdout, new RegExp(`^Partial .*job ${mixed.id.slice(0, 8)}: 1 of 2 succeeded, 1 failed`));
  assert.match(stdout, new RegExp(`^Succeeded .*job ${good.id.slice(0, 8)}: 2 of 2 succeeded`, 'm'));
  assert.match(stdout, /\n2 of 3 succeeded, 1 partial\n$/);
  assert.equal((await run([urls[0], urls[2], '--watch', '--interval', '50ms', '--quiet'])).code, 0);
});

test('Without --watch, several URLs are read once, and JSON has the url of each', { timeout }, async () => {
  const batches = [1, 2].map((documents) => context.sim.createBatch({ documents }));
  const urls = batches.map((batch) => urlOf(batch));
  const { code, stdout } = await run([...urls, urls[0], '--json']);
  assert.equal(code, 0);
  const lines = jsonOf(stdout);
  assert.deepEqual(
    new Map(lines.map(({ url, documents }) => [url, documents.length])),
    new Map(urls.map((url, index) => [url, index + 1])),
  );
  assert.equal(lines.length, 2, 'a URL that is given twice is one target');
});

test('If one of several URLs fails, its message has its number, and the others continue', { timeout }, async () => {
  const batch = context.sim.createBatch({ documents: 1 });
  const missing = { id: '00000000-0000-0000-0000-000000000000' };
  const { code, stdout, stderr } = await run([urlOf(batch), urlOf(missing), '--watch', '--interval', '50ms']);
  assert.equal(code, 3);
  assert.match(stderr, /^URL 2: .*not found/m);
  assert.match(stdout, /^1 of 2 succeeded, 1 failed$/m);
});

test('--fail-fast stops all jobs at the first failed document, with exit code 1', { timeout }, async () => {
  const endless = context.sim.createBatch({ documents: ['Running'] });
  const failing = context.sim.createBatch({ documents: ['Running', 'FailedBeforeStart'] });
  const argv = ['--watch', '--fail-fast', '--interval', '20ms'];
  const one = await run([failing.id, ...argv]);
  assert.equal(one.code, 1);
  assert.match(one.stdout, /^Failed .*\n {2}TargetFileAlreadyExists: /);
  assert.match(one.stdout, /^(NotStarted|Running): .*1 failed/m);
  assert.match(one.stderr, /^Stopped because a document failed \(--fail-fast\)\./m);
  const several = await run([urlOf(endless), urlOf(failing), ...argv, '--quiet']);
  assert.deepEqual([several.code, several.stderr], [1, '']);
  const json = await run([failing.id, ...argv, '--json']);
  assert.equal(json.code, 1);
  assert.ok(
    jsonOf(json.stdout)
      .at(-1)
      .documents.some((/** @type {any} */ { status }) => status === 'Failed'),
  );
});

test('--fail-fast waits for the end of a job without failures', { timeout }, async () => {
  const batch = context.sim.createBatch({ documents: 2 });
  const { code, stderr } = await run([batch.id, '--watch', '--fail-fast', '--interval', '20ms', '--quiet']);
  assert.deepEqual([code, stderr], [0, '']);
});

test('Without any response, a watch gives up 15 s after its first failure', { timeout: 60_000 }, async () => {
  const gone = await startSimulator();
  await gone.close();
  const startedAt = performance.now();
  const env = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: gone.url };
  const { code, stdout, stderr } = await run([gone.batchId, '--watch', '--json'], {}, env);
  const seconds = (performance.now() - startedAt) / 1000;
  assert.deepEqual([code, stdout], [3, '']);
  assert.ok(seconds >= 14.9 && seconds < 29, `${seconds} s`);
  const lines = stderr.match(/^\S+Z {2}.* Retrying in \d+ s\.$/gm) ?? [];
  assert.ok(lines.length >= 1 && lines.length <= 2, stderr);
});

test('--max-outage ends a watch before the first response, and after it', { timeout }, async () => {
  const argv = ['--watch', '--interval', '10ms', '--max-outage', '50ms'];
  const gone = await startSimulator();
  await gone.close();
  const before = await run([gone.batchId, ...argv], {}, { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: gone.url });
  assert.equal(before.code, 3);
  assert.match(before.stderr, /^127\.0\.0\.1:\d+ refused the connection\.\nconnect ECONNREFUSED 127\.0\.0\.1:\d+\.\n/m);
  const { id, documents } = context.sim.createBatch({ documents: ['Running'] });
  context.sim.script(documents[0].id, [{}, { fault: 'unavailable', headers: AT_ONCE }]);
  const after = await run([id, documents[0].id, ...argv]);
  assert.equal(after.code, 3);
  assert.match(after.stderr, /^127\.0\.0\.1:\d+ responded with status 503: Service is temporarily unavailable\.\n/m);
});

test('--progress=none and --quiet write nothing to stderr, and --progress=plain also writes beside JSON', {
  timeout,
}, async () => {
  const terminal = { isTTY: true, columns: 80, rows: 24 };
  const argv = () => {
    const batch = context.sim.createBatch({ documents: 1 });
    context.sim.script(batch.id, [{ fault: 'unavailable', headers: AT_ONCE }, {}]);
    return [batch.id, '--watch', '--interval', '20ms'];
  };
  for (const options of [{}, { terminal }])
    for (const more of [['--progress=none'], ['--quiet'], ['--progress', 'none', '--json'], ['-q', '--json']]) {
      const { code, stderr } = await run([...argv(), ...more], options, { TERM: 'xterm' });
      assert.deepEqual([code, stderr], [0, ''], more.join(' '));
    }
  for (const options of [{}, { terminal }])
    for (const more of [[], ['--json']]) {
      const { stderr } = await run([...argv(), '--progress=plain', ...more], options, { TERM: 'xterm' });
      assert.match(stderr, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}[^\n]+ Retrying (in \d+ s|now)\.\n$/);
    }
});

test('Plain progress has at most one line in ten seconds, the newest, and no line twice', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.UTC(2024, 4, 1, 10) });
  /** @type {string[]} */
  const lines = [];
  const progress = createPlainProgress((text) => lines.push(text));
  for (let second = 0; second < 25; second++) {
    progress.show(`second ${second}`);
    t.mock.timers.tick(1000);
  }
  const first = [
    '2024-05-01T10:00:00Z  second 0\n',
    '2024-05-01T10:00:10Z  second 9\n',
    '2024-05-01T10:00:20Z  second 19\n',
  ];
  assert.deepEqual(lines, first);
  t.mock.timers.tick(5000);
  t.mock.timers.tick(55_000);
  assert.deepEqual(lines, [...first, '2024-05-01T10:00:30Z  second 24\n']);
  progress.show('second 24');
  t.mock.timers.tick(60_000);
  assert.equal(lines.length, 4);
  progress.show('late');
  assert.equal(lines[4], '2024-05-01T10:02:25Z  late\n');
  progress.show('waits');
  progress.stop(true);
  assert.equal(lines[5], '2024-05-01T10:02:25Z  waits\n');
  progress.show('never');
  progress.stop(false);
  t.mock.timers.tick(60_000);
  assert.equal(lines.length, 6);
});

/** Returns the lines of attempts, with the ids of requests and the times replaced. @param {string} stderr */
const attemptsOf = (stderr) =>
  stderr
    .split('\n')
    .filter((line) => / attempt=\d/.test(line))
    .map((line) => line.replace(/ ms=\d+/, ' ms=N').replace(/([rR]equestId)=[0-9a-f-]{36}/g, '$1=ID'));

test('--verbose and --debug print a line for each attempt of a request, without the key', { timeout }, async () => {
  for (const option of ['--verbose', '--debug']) {
    const batch = context.sim.createBatch({ documents: 1, createdAt: Date.now() - 60_000 });
    const [document] = batch.documents;
    context.sim.script(document.id, [{ fault: 'unavailable', headers: AT_ONCE }, { fault: 'notHttp' }, {}]);
    const one = await run([batch.id, document.id, option]);
    assert.equal(one.code, 0);
    const ids = `batchId=${batch.id} documentId=${document.id}`;
    assert.deepEqual(attemptsOf(one.stderr), [
      `document ${ids} attempt=1 status=503 ms=N code=ServiceUnavailable requestId=ID clientRequestId=ID`,
      `document ${ids} attempt=2 ms=N code=NetworkFailure clientRequestId=ID`,
      `document ${ids} attempt=3 status=200 ms=N requestId=ID clientRequestId=ID`,
    ]);
    const job = await run([batch.id, option, '--quiet']);
    assert.deepEqual(attemptsOf(job.stderr), [
      `batch batchId=${batch.id} attempt=1 status=200 ms=N requestId=ID clientRequestId=ID`,
      `documents batchId=${batch.id} attempt=1 status=200 ms=N requestId=ID clientRequestId=ID`,
    ]);
    const refused = await run([batch.id, option], {}, { AZURE_DOCUMENT_TRANSLATION_KEY: 'wrong-and-secret' });
    assert.equal(refused.code, 3);
    assert.equal(attemptsOf(refused.stderr).length, 1);
    assert.doesNotMatch(refused.stderr, /wrong-and-secret/);
    for (const { stdout, stderr } of [one, job]) assert.ok(!(stdout + stderr).includes(String(context.sim.key)));
    assert.equal(attemptsOf((await run(['list', option])).stderr)[0].split(' ')[0], 'batches');
    const narrow = await run([batch.id, option], { terminal: { isTTY: true, columns: 40 } }, { TERM: 'xterm' });
    assert.match(narrow.stderr, / attempt=1 status=200 ms=\d+ requestId=\S+ clientRequestId=\S+\n/, 'one line');
  }
  assert.equal((await run([context.sim.batchId])).stderr, '');
});

test('An untrusted certificate is explained with both variables of Node', () => {
  const error = new DocumentTranslationError({
    ...{ kind: 'network', code: 'CertificateUntrusted', message: 'The certificate is not trusted.', retryable: false },
    hint: 'Set NODE_EXTRA_CA_CERTS.',
  });
  const { code, text } = explain(error, false);
  assert.equal(code, 3);
  assert.match(text, /^The certificate is not trusted\.\nSet NODE_EXTRA_CA_CERTS to .*NODE_USE_SYSTEM_CA=1 .*\.\n$/);
});

test('-v and -V print the version', { timeout }, async () => {
  const { stdout } = await run(['--version']);
  for (const option of ['-v', '-V']) assert.deepEqual(await run([option]), { code: 0, stdout, stderr: '' });
  assert.equal((await run(['--V'])).code, 2);
});

test('Joined emoji stay whole: they are neither split nor cut', () => {
  const family = '👨‍👩‍👧‍👦';
  const flag = '🏴‍☠️';
  assert.equal(withoutControls(`${family} ${flag}\u200d\u202e\u200b👍🏽`), `${family} ${flag}   👍🏽`);
  assert.equal(fit(`${family}${family}`, 9), `${family}…`);
  assert.equal(fit(`${family}${family}`, 8), '…');
  assert.equal(fit('a❤️bcd', 4), 'a❤️…');
  assert.equal(fit('e\u0301e\u0301e\u0301', 2), 'e\u0301…');
  assert.ok(widthOf(family) >= 2);
});
