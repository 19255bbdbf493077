// Tests the exit codes and the output of the command in this process, against the simulator.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { startSimulator } from 'document-translation-status/simulator';
import { parseDuration } from '../../web/cli/time.js';
import { mask } from '../../web/cli/mask.js';
import { documentErrors } from '../../web/module/generated/document-errors.js';
import { run as runCommand } from './command.js';
import { useSimulator } from './simulator.js';

const timeout = 20_000;

const context = useSimulator({ durationMs: 300 });
const { environment } = context;

/** @param {string[]} argv @param {object} [env] @param {Parameters<typeof runCommand>[2]} [options] */
const run = (argv, env = environment(), options) => runCommand(argv, env, options);

/** @param {string} scenario */
const idOf = (scenario) => context.sim.documents.find((document) => document.scenario === scenario)?.id ?? '';

/** @param {string} batchId @param {string} [documentId] */
const urlOf = (batchId, documentId) =>
  `${context.sim.url}/translator/document/batches/${batchId}${documentId ? `/documents/${documentId}` : ''}?api-version=2024-05-01`;

/** @param {string} text */
const linesOf = (text) => text.trimEnd().split('\n');

test('The command prints the status of a document', { timeout }, async () => {
  const { code, stdout, stderr } = await run([context.sim.batchId, idOf('Succeeded')]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^(NotStarted|Running|Succeeded) /);
});

test('--watch exits with 0 if a document succeeds, and with 1 if it ends with another status', {
  timeout,
}, async () => {
  for (const [scenario, expected] of [
    ['Succeeded', 0],
    ['Failed', 1],
    ['Canceled', 1],
    ['ValidationFailed', 1],
  ]) {
    const { code, stdout } = await run([
      context.sim.batchId,
      idOf(String(scenario)),
      '-w',
      '--interval',
      '50ms',
      '--quiet',
    ]);
    assert.equal(code, expected);
    assert.ok(stdout.startsWith(String(scenario)), stdout);
  }
});

test('Without a terminal, stderr has lines with their times, and stdout has the final status once', {
  timeout,
}, async () => {
  const batch = context.sim.createBatch({ documents: 1 });
  const argv = [batch.id, batch.documents[0].id, '--watch', '--interval', '20ms'];
  const { stdout, stderr } = await run(argv, { ...environment(), TERM: 'xterm-256color' });
  assert.equal(`${stdout}${stderr}`.match(/^Succeeded /gm)?.length, 1);
  assert.match(stdout, /^Succeeded +100 %/);
  assert.match(
    stderr,
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}(NotStarted|Running) +\d+ % {2}to fr\n$/,
    'the first of many changes in ten seconds',
  );
  assert.doesNotMatch(stdout + stderr, /[\x1b█░]/);
});

test('A URL sets the endpoint, the version, the batch id and the document id', { timeout }, async () => {
  const { code, stdout } = await run([urlOf(context.sim.batchId, idOf('Failed')), '--json'], {
    AZURE_DOCUMENT_TRANSLATION_KEY: context.sim.key ?? '',
  });
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).id, idOf('Failed'));
  assert.match(context.sim.requests.at(-1)?.url ?? '', /api-version=2024-05-01/);
});

test('--api-version overrides the version in the environment', { timeout }, async () => {
  const env = { ...environment(), AZURE_DOCUMENT_TRANSLATION_API_VERSION: '2026-03-01' };
  await run([context.sim.batchId, idOf('Failed')], env);
  assert.match(context.sim.requests.at(-1)?.url ?? '', /api-version=2026-03-01/);
  await run([context.sim.batchId, idOf('Failed'), '--api-version', 'v1.1'], env);
  assert.match(context.sim.requests.at(-1)?.url ?? '', /batch\/v1\.1\//);
});

test('--watch --json prints one object per line for a document, and nothing else', { timeout }, async () => {
  const { code, stdout, stderr } = await run([
    context.sim.batchId,
    idOf('Succeeded'),
    '--watch',
    '--json',
    '--interval=50ms',
  ]);
  assert.deepEqual([code, stderr], [0, '']);
  for (const line of linesOf(stdout)) assert.equal(JSON.parse(line).id, idOf('Succeeded'));
  assert.equal(JSON.parse(linesOf(stdout).at(-1) ?? '').status, 'Succeeded');
});

test('--json prints a job with all its documents, and with --watch the documents that changed', {
  timeout,
}, async () => {
  const read = await run([context.sim.batchId, '--json']);
  assert.equal(linesOf(read.stdout).length, 1);
  const [succeeded, failed, canceled, neverStarted] = context.sim.documents.map(({ id }) => id);
  assert.deepEqual(
    JSON.parse(read.stdout).documents.map((/** @type {{ id: string }} */ { id }) => id),
    [canceled, failed, succeeded, neverStarted],
    'newest first; the document that never started has no creation date and stands last',
  );
  const batch = context.sim.createBatch({ documents: [{ durationMs: 100 }, { durationMs: 600 }] });
  const { code, stdout } = await run([batch.id, '--watch', '--json', '--interval', '20ms']);
  assert.equal(code, 0);
  const lines = linesOf(stdout).map((line) => JSON.parse(line));
  for (const { id, status, summary, documents } of lines) {
    assert.deepEqual([id, typeof status, typeof summary.total], [batch.id, 'string', 'number']);
    assert.ok(documents.length <= 2);
  }
  const ends = lines.flatMap(({ documents }) => documents).filter(({ status }) => status === 'Succeeded');
  assert.deepEqual(ends.map(({ id }) => id).sort(), batch.documents.map(({ id }) => id).sort());
  assert.equal(lines.at(-1).status, 'Succeeded');
});

test('A job is a table with failed documents first, each with its reason, followed by the summary', {
  timeout,
}, async () => {
  const batch = context.sim.createBatch({
    documents: ['Succeeded', 'Failed', 'Running'],
    createdAt: Date.now() - 60_000,
  });
  const { code, stdout } = await run([batch.id, '--api-version', '2024-05-01']);
  assert.equal(code, 0);
  const [first, error, hint, second, third, summary] = linesOf(stdout);
  assert.match(first, /^Failed {7}0 % {2}fr {2}contract-\d+\.docx +[0-9a-f-]{36}$/);
  assert.match(second, /^Running /);
  assert.match(third, /^Succeeded /);
  assert.match(summary, /^Running: 1 of 3 succeeded, 1 failed, 1 running, \d+ s elapsed$/);
  assert.match(error, /^ {2}NoTranslatableText: The document does not have any translatable text\.$/);
  assert.equal(hint, `  ${documentErrors.NoTranslatableText}`);
});

test('A reason that several documents share is explained once, below the table', { timeout }, async () => {
  const error = { code: 'InvalidRequest', message: 'No.', innerError: { code: 'Unheard', message: 'No!' } };
  const documents = ['FailedBeforeStart', { scenario: 'Failed', error }, 'Succeeded', 'FailedBeforeStart'];
  const createdAt = Date.now() - 60_000;
  const batch = context.sim.createBatch({ documents: /** @type {any} */ (documents), createdAt });
  const { stdout } = await run([batch.id, '--api-version', '2024-05-01']);
  const lines = linesOf(stdout);
  const reason = 'TargetFileAlreadyExists: Target document file already exists.';
  const { TargetFileAlreadyExists: hint } = documentErrors;
  assert.equal(lines.length, 9);
  assert.deepEqual(lines.filter((line) => line === `  ${reason}`).length, 2);
  assert.ok(lines.includes('  Unheard: No!'), 'an unknown code has no hint');
  assert.equal(lines[7], `2 documents: ${reason} ${hint}`);
  const urls = [batch, context.sim.createBatch({ documents: ['FailedBeforeStart'], createdAt })].map(({ id }) =>
    urlOf(id),
  );
  const several = linesOf((await run(urls)).stdout);
  assert.equal(several.at(-2), `3 documents: ${reason} ${hint}`);
  assert.equal(several.filter((line) => line.includes(`.docx: ${reason} (`)).length, 3, 'each is named below its job');
});

test('--json has the hint of an error', { timeout }, async () => {
  const batch = context.sim.createBatch({ documents: ['FailedBeforeStart'], createdAt: Date.now() - 60_000 });
  const { stdout } = await run([batch.id, '--json', '--api-version', '2024-05-01']);
  const { documents } = JSON.parse(stdout);
  assert.equal(documents[0].error.hint, documentErrors.TargetFileAlreadyExists);
});

test('--watch exits with 0 if all documents of a job succeed, and with 1 if one fails', { timeout }, async () => {
  const good = context.sim.createBatch({ documents: 2 });
  const { code, stdout, stderr } = await run([good.id, '--watch', '--interval', '50ms']);
  assert.equal(code, 0);
  assert.match(stdout, /^Succeeded: 2 of 2 succeeded, took 1 s$/m);
  assert.doesNotMatch(stderr, /^Succeeded: /m);
  const bad = context.sim.createBatch({ documents: ['Succeeded', 'Failed'] });
  assert.equal((await run([bad.id, '--watch', '--interval', '50ms', '--quiet'])).code, 1);
});

test('A job that fails validation has an error and no documents', { timeout }, async () => {
  const batch = context.sim.createBatch({ scenario: 'ValidationFailed' });
  const { code, stdout } = await run([batch.id, '--watch', '--interval', '50ms', '--quiet']);
  assert.equal(code, 1);
  assert.deepEqual(linesOf(stdout), [
    'InvalidDocumentAccessLevel: Cannot access source document location with the current permissions.',
    documentErrors.InvalidDocumentAccessLevel,
    'ValidationFailed: no documents, took 1 s',
  ]);
});

test('A succeeded job is partial if one of its documents failed, and its reasons have the names of the documents', {
  timeout,
}, async () => {
  const good = context.sim.createBatch({ documents: 1 });
  const mixed = context.sim.createBatch({ documents: ['Succeeded', 'Failed'] });
  const stdin = [`${urlOf(good.id)}\n${urlOf(mixed.id)}\n`];
  const { code, stdout } = await run(['-', '--interval', '50ms', '--quiet'], environment(), { stdin });
  assert.equal(code, 1);
  const [first, error, , second, summary] = linesOf(stdout);
  assert.match(
    first,
    new RegExp(`^Partial +100 % {2}job ${mixed.id.slice(0, 8)}: 1 of 2 succeeded, 1 failed, 1 s +${mixed.id}$`),
  );
  assert.match(second, new RegExp(`^Succeeded +100 % {2}job ${good.id.slice(0, 8)}: 1 of 1 succeeded`));
  assert.match(error, /^ {2}contract-\d+\.docx: NoTranslatableText: .* \([0-9a-f-]{36}\)$/);
  assert.equal(summary, '1 of 2 succeeded, 1 partial');
});

test('The argument - watches all URLs on standard input with one key', { timeout }, async () => {
  const batch = context.sim.createBatch({ documents: ['Succeeded', 'Failed'] });
  const job = context.sim.createBatch({ documents: 2 });
  const [good, bad] = batch.documents.map(({ id }) => urlOf(batch.id, id));
  const list = `# a comment\r\n\n  ${good}\n${urlOf(job.id)}\n`;
  const fine = await run(['-', '--interval', '50ms'], environment(), { stdin: [list.slice(0, 30), list.slice(30)] });
  assert.equal(fine.code, 0, fine.stderr);
  assert.match(fine.stdout, /^2 of 2 succeeded$/m);
  assert.match(fine.stdout, new RegExp(`job ${job.id.slice(0, 8)}: 2 of 2 succeeded`));
  const json = await run(['-', '--json', '--interval', '50ms'], environment(), { stdin: [`${good}\n${bad}`] });
  assert.equal(json.code, 1);
  const ends = linesOf(json.stdout).map((line) => JSON.parse(line));
  assert.deepEqual(new Set(ends.map(({ url }) => url)), new Set([good, bad]));
});

test('A failed URL on standard input is reported with its line, and the others continue', { timeout }, async () => {
  const batch = context.sim.createBatch({ documents: 1 });
  const [{ id }] = batch.documents;
  const stdin = [`${urlOf(batch.id, '00000000-0000-0000-0000-000000000000')}\n${urlOf(batch.id, id)}`];
  const { code, stdout, stderr } = await run(['-', '--interval', '50ms'], environment(), { stdin });
  assert.equal(code, 3);
  assert.match(stderr, /^Line 1 of standard input: .*not found/m);
  assert.match(stdout, /^Error /);
  assert.match(stdout, /^1 of 2 succeeded, 1 failed$/m);
});

test('An invalid line on standard input is reported by its number, without its text', { timeout }, async () => {
  const good = urlOf(context.sim.batchId);
  for (const [list, pattern] of /** @type {[string, RegExp][]} */ ([
    [`${good}\nhush`, /^Line 2 of standard input is not a URL/],
    [`\n#\nhttps://a.example/hush`, /^Line 3 of standard input: The URL is not that of a job/],
    [`${good}\n${good.replace('127.0.0.1', 'localhost')}`, /^Line 2 of standard input has another host/],
    ['\n# nothing\n', /^Standard input has no URL/],
  ])) {
    const { code, stdout, stderr } = await run(['-'], environment(), { stdin: [list] });
    assert.deepEqual([code, stdout], [2, ''], list);
    assert.match(stderr, pattern);
    assert.doesNotMatch(stderr, /hush/);
  }
});

test('The credential is sent to another host than that of the environment only if --endpoint names it', {
  timeout,
}, async () => {
  const env = {
    ...environment(),
    AZURE_DOCUMENT_TRANSLATION_ENDPOINT: 'https://mine.cognitiveservices.azure.com',
  };
  const url = urlOf(context.sim.batchId, idOf('Failed'));
  const count = context.sim.requests.length;
  const { code, stderr } = await run([url], env);
  assert.equal(code, 2);
  assert.match(stderr, /another host than AZURE_DOCUMENT_TRANSLATION_ENDPOINT/);
  assert.equal(context.sim.requests.length, count);
  assert.equal((await run([url, '--endpoint', context.sim.url], env)).code, 0);
  assert.equal((await run([url, '--no-credential'], env)).code, 3, 'the request is sent, and the service refuses it');
});

test('Signatures are masked in text and in JSON', { timeout }, async () => {
  const path = 'https://a.blob.core.windows.net/t/x.docx?sv=1&sig=SECRET%2Fx%3D&se=2';
  const batch = context.sim.createBatch({ documents: [{ path, sourcePath: path }], createdAt: Date.now() - 60_000 });
  for (const more of [[], ['--json']]) {
    const { stdout } = await run([batch.id, batch.documents[0].id, ...more]);
    assert.match(stdout, /sig=\*\*\*&se=2/);
    assert.doesNotMatch(stdout, /SECRET/);
  }
});

test('mask replaces signatures, passwords in URLs, and the secrets that it is given', () => {
  for (const [text, masked] of [
    ['?sv=1&sig=a%2Bb&se=2', '?sv=1&sig=***&se=2'],
    ['x%3Fsig%3Dabc%26se', 'x%3Fsig%3D***'],
    ['https://user:pass@host/x', 'https://***@host/x'],
    ['https://host/a@b', 'https://host/a@b'],
    ['key "t\\"k-secret" in JSON', 'key "***" in JSON'],
    ['design=1', 'design=1'],
  ])
    assert.equal(mask(text, ['t"k-secret']), masked);
});

test('Secrets in the arguments are not printed', { timeout }, async () => {
  for (const argv of [
    ['https://user:hush@a.example/translator/document/batches/x?api-version=2024-05-01'],
    [`${urlOf(context.sim.batchId)}&sig=hush`, '--debug'],
    [context.sim.batchId, '--endpoint', 'https://a.example/?sig=hush'],
    [context.sim.batchId, '--endpoint', 'https://me:hush@a.example', '--debug'],
  ]) {
    const { stdout, stderr } = await run(argv, { AZURE_DOCUMENT_TRANSLATION_KEY: context.sim.key ?? '' });
    assert.doesNotMatch(stdout + stderr, /hush/, argv.join(' '));
  }
});

test('An unexpected error is printed as a sentence, and with --debug with its masked stack trace', {
  timeout,
}, async () => {
  const failOnWrite = new RangeError(`broken with ${context.sim.key}`);
  const plain = await run([context.sim.batchId, idOf('Failed')], environment(), { failOnWrite });
  assert.equal(plain.code, 3);
  assert.equal(
    plain.stderr,
    'Unexpected error in document-translation-status: broken with ***.\nUse --debug to print the stack trace.\n',
  );
  const debug = await run([context.sim.batchId, idOf('Failed'), '--debug'], environment(), { failOnWrite });
  assert.match(debug.stderr, /RangeError: broken with \*\*\*\n +at /);
  assert.ok(!debug.stderr.includes(String(context.sim.key)));
});

test('--key-file and --token-file read the credential, and --no-credential sends none', { timeout }, async () => {
  const file = join(context.folder, 'key');
  await writeFile(file, `${context.sim.key}\n`);
  const env = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: context.sim.url };
  assert.equal((await run([context.sim.batchId, idOf('Failed'), '--key-file', file], env)).code, 0);
  const token = join(context.folder, 'token');
  await writeFile(token, 'view-token\n');
  context.sim.token = 'view-token';
  assert.equal((await run([context.sim.batchId, idOf('Failed'), '--token-file', token], env)).code, 0);
  const refused = await run([context.sim.batchId, idOf('Failed'), '--no-credential'], env);
  assert.equal(refused.code, 3);
  assert.equal((await run([context.sim.batchId, idOf('Failed')], env)).code, 2);
});

test('An error is printed with its request id, and with --debug with all details but no secret', {
  timeout,
}, async () => {
  const env = { ...environment(), AZURE_DOCUMENT_TRANSLATION_KEY: 'wrong-and-secret' };
  const plain = await run([context.sim.batchId, idOf('Failed')], env);
  assert.equal(plain.code, 3);
  assert.match(
    plain.stderr,
    /^127\.0\.0\.1:\d+ responded with status 401: Access denied.*\nCheck the key.*\nRequest id for Azure support: [0-9a-f-]{36}\n$/,
  );
  const { code, stderr } = await run([context.sim.batchId, idOf('Failed'), '--debug'], env);
  assert.equal(code, 3);
  assert.match(stderr, /"statusCode": 401/);
  assert.doesNotMatch(stderr, /wrong-and-secret/);
});

test('A refused connection is reported with its error code, once', { timeout }, async () => {
  const gone = await startSimulator();
  await gone.close();
  const env = { ...environment(), AZURE_DOCUMENT_TRANSLATION_ENDPOINT: gone.url };
  const { code, stderr } = await run([context.sim.batchId, '--timeout', '10s'], env);
  assert.equal(code, 3);
  assert.match(
    stderr,
    /^127\.0\.0\.1:\d+ refused the connection\.\nconnect ECONNREFUSED 127\.0\.0\.1:\d+\.\nCheck the endpoint\.\n$/,
  );
});

test('A watch reports a failed request and its retry on stderr, also with --json', { timeout }, async () => {
  for (const more of [[], ['--json']]) {
    const batch = context.sim.createBatch({ documents: 1, createdAt: Date.now() - 60_000 });
    const [{ id }] = batch.documents;
    context.sim.script(id, [{ fault: 'unavailable', headers: { 'Retry-After': '0' } }, {}]);
    const { code, stdout, stderr } = await run([batch.id, id, '--watch', '--interval', '10ms', ...more]);
    assert.equal(code, 0);
    assert.match(stderr, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}[^\n]+ Retrying in \d+ s\.\n$/);
    assert.doesNotMatch(stdout, /Retrying/);
  }
});

test('Hints name the options of the command, not those of the library', { timeout }, async () => {
  context.sim.script(idOf('Canceled'), [{ fault: 'throttled', headers: { 'Retry-After': '120' } }]);
  const file = join(context.folder, 'no-key');
  await writeFile(file, 'KEY=a key\n');
  for (const [argv, expected, env] of /** @type {[string[], RegExp, object?][]} */ ([
    [
      [context.sim.batchId, '--endpoint', urlOf(context.sim.batchId)],
      /^--endpoint: The endpoint is the URL.*\nPass it as the argument, without --endpoint/,
    ],
    [
      [context.sim.batchId, '--endpoint', 'https://a.example?x'],
      /^--endpoint: The endpoint has a query\.\nSet --api-version/,
    ],
    [
      [context.sim.batchId, '--api-version', 'v3.0'],
      /: Resource not found\.\nCheck the endpoint and the --api-version: /,
    ],
    [[context.sim.batchId, idOf('Canceled')], /\nSend fewer requests\. Try again in 120 s\.\n/],
    [[context.sim.batchId, '--key-file', file], /^--key-file: the key or token must be/],
    [
      [context.sim.batchId],
      /^AZURE_DOCUMENT_TRANSLATION_KEY: the key or token must be/,
      { AZURE_DOCUMENT_TRANSLATION_KEY: 'a key' },
    ],
  ])) {
    const { stderr } = await run(argv, { ...environment(), ...env });
    assert.match(stderr, expected);
    assert.doesNotMatch(stderr, /parseOperationLocation|apiVersion|retryAfterMs|\{ key \}/);
  }
  context.sim.script(idOf('Canceled'));
});

test('An invalid response is reported with its host and member', { timeout }, async () => {
  const batch = context.sim.createBatch({ documents: 1 });
  context.sim.script(batch.documents[0].id, [{ progress: 7 }]);
  const { code, stderr } = await run([batch.id, batch.documents[0].id]);
  assert.equal(code, 3);
  assert.match(stderr, /^The response from 127\.0\.0\.1:\d+ has an invalid member progress\.\n/);
});

test('Wrong arguments are reported without their values', { timeout }, async () => {
  for (const [argv, pattern] of /** @type {[string[], RegExp][]} */ ([
    [['--wach', 'x'], /Unknown option --wach\. Did you mean --watch\?/],
    [['--key=hush'], /Unknown option --key\. Did you mean --key-file\?/],
    [['--jsn', 'x'], /Did you mean --json\?/],
    [['-x'], /Unknown option -x\.\n/],
    [['x', '--timeout', 'soon'], /--timeout must be a duration/],
    [['x', '--json=1'], /--json takes no value/],
    [['x', '--endpoint'], /--endpoint needs a value/],
    [['--completions', 'tcsh'], /--completions must be one of bash, zsh, fish/],
    [['1', '2', '3'], /Too many arguments/],
    [['-', 'b'], /not both/],
    [[urlOf(context.sim.batchId), 'b'], /not both/],
    [['1', '--entra', '--no-credential'], /cannot be combined/],
    [[], /The document is missing/],
    [['simulat'], /neither a URL nor a batch id\. Did you mean simulate\?/],
    [['help'], /neither a URL nor a batch id\. Did you mean --help\?/],
    [['watch', context.sim.batchId], /Did you mean --watch\?/],
    [['hush', context.sim.batchId], /neither a URL nor a batch id\.\n/],
    [['simulate', 'hush'], /simulate takes no arguments/],
    [[context.sim.batchId, '--port', '8080'], /--port works only with simulate/],
    [['simulate', '--port', '99999'], /--port must be a number from 0 to 65535/],
    [['simulate', '--port', new URL(context.sim.url).port], /--port: the port cannot be used: .*EADDRINUSE/],
    [['not-an-id', 'x'], /./],
  ])) {
    const { code, stdout, stderr } = await run(argv);
    assert.deepEqual([code, stdout], [2, ''], argv.join(' '));
    assert.match(stderr, pattern);
    assert.doesNotMatch(stderr, /hush/);
  }
});

test('--timeout ends the wait for standard input', { timeout }, async () => {
  /** Yields nothing, and does not end. */
  async function* silence() {
    await new Promise(() => {});
    yield '';
  }
  const { code, stderr } = await run(['-', '--timeout', '50ms'], environment(), { stdin: silence() });
  assert.equal(code, 4);
  assert.equal(stderr, 'The time limit of --timeout has passed.\n');
});

test('--timeout ends a watch with exit code 4', { timeout }, async () => {
  const batch = context.sim.createBatch({ documents: ['Running'] });
  const { code, stderr } = await run([batch.id, batch.documents[0].id, '--watch', '--timeout', '200ms', '--quiet']);
  assert.equal(code, 4);
  assert.match(stderr, /--timeout/);
});

test('Colors depend on the terminal, --no-color, NO_COLOR, FORCE_COLOR and TERM', { timeout }, async () => {
  const argv = [context.sim.batchId, idOf('Failed')];
  const terminal = { isTTY: true, columns: 80, rows: 24 };
  for (const [expected, options, more, env] of /** @type {const} */ ([
    [false, {}, [], {}],
    [true, {}, [], { FORCE_COLOR: '1' }],
    [false, {}, [], { FORCE_COLOR: '0' }],
    [false, {}, [], { FORCE_COLOR: 'false' }],
    [true, {}, [], { FORCE_COLOR: '' }],
    [true, {}, [], { FORCE_COLOR: 'true' }],
    [false, { terminal }, [], { TERM: 'xterm', FORCE_COLOR: 'false' }],
    [true, { terminal }, [], { TERM: 'dumb', FORCE_COLOR: '3' }],
    [true, { terminal }, [], { TERM: 'xterm' }],
    [false, { terminal: { ...terminal, hasColors: () => false } }, [], { TERM: 'xterm' }],
    [false, { terminal }, [], { TERM: 'dumb' }],
    [false, { terminal }, [], { NO_COLOR: '1', FORCE_COLOR: '1' }],
    [false, { terminal }, ['--no-color'], { FORCE_COLOR: '1' }],
  ])) {
    const { stdout } = await run([...argv, ...more], { ...environment(), ...env }, options);
    assert.equal(stdout.includes('\x1b['), expected, JSON.stringify([options, more, env]));
  }
});

test('parseDuration accepts seconds, and numbers with units', () => {
  const table = {
    ...{ 30: 30_000, '500ms': 500, '1.5s': 1500, '2m': 120_000, '1h': 3_600_000 },
    ...{ '1h30m': 5_400_000, '1m30s': 90_000, '2h5s': 7_205_000, '1s500ms': 1500, '0.5h1m': 1_860_000 },
  };
  for (const [text, ms] of Object.entries(table)) assert.equal(parseDuration(text), ms);
  for (const text of ['', '-1', '0', 'm', '1d', '1e3', '1h30', '30m1h', '1m1m', '1 m', 'h', '1hm'])
    assert.equal(parseDuration(text), undefined);
});
