// Tests that wrong values, wrong operands and wrong combinations of options are rejected: the exit code is 2, the message names the option,
// and no request is sent.
import assert from 'node:assert/strict';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseSince } from '../../web/cli/time.js';
import { OPTIONS } from '../../web/cli/options.js';
import { WRONG_API_VERSIONS, WRONG_ENDPOINTS } from '../tables/urls.js';
import { run } from './command.js';
import { useSimulator } from './simulator.js';

const timeout = 60_000;

const context = useSimulator({ durationMs: 300 }, async (folder) => {
  await mkdir(join(folder, 'folder'));
  await writeFile(join(folder, 'empty'), ' \n');
  await writeFile(join(folder, 'words'), 'a key of words\n');
  await writeFile(join(folder, 'taken'), '');
});
const { environment } = context;

/** Asserts exit code 2, the message, and that no request is sent. @param {string[]} argv @param {RegExp} pattern @param {object} [env] */
async function assertRejected(argv, pattern, env = {}) {
  const before = context.sim.requests.length;
  const { code, stdout, stderr } = await run(argv, { ...environment(), ...env });
  assert.deepEqual([code, stdout], [2, ''], `${argv.join(' ')}: ${stderr}`);
  assert.match(stderr, pattern, argv.join(' '));
  assert.equal(context.sim.requests.length, before, `${argv.join(' ')} sent a request`);
}

const DURATIONS = [
  ...['0', '-1', '1e3', '1.2.3', 'soon', '5 m', '1d', '25d', '597h', '99999999h', 'NaN', '1h30', '30m1h', '1m1m'],
  ...['1h 30m', '0h0m', '1h-5m'],
];

/** The wrong values of each option. @type {Record<string, () => string[]>} */
const WRONG = {
  timeout: () => DURATIONS,
  interval: () => DURATIONS,
  'max-outage': () => DURATIONS,
  duration: () => DURATIONS,
  documents: () => ['0', '-1', '1.5', '1001', 'all'],
  fail: () => ['-1', '1.5', '1001', 'all'],
  throttle: () => ['0', '-1', '1.5', '1000001', 'no'],
  progress: () => ['LIVE', 'auto', 'tty', 'live,plain', '1'],
  status: () => ['Done', 'Succeeded,', ',', 'Succeeded;Failed', 'Succeeded Failed', '0', 'null'],
  since: () => [
    ...['0', '7', '-1d', '1y', 'yesterday', '2024', '2024-05', '2024-13-01', '2024-02-30', '2024-05-01 10:00:00'],
    ...[
      '2024-05-01T10:00:00',
      '2024-05-01T25:00:00Z',
      '2024-05-01T10:00:00+99:99',
      '999999d',
      '99999999h',
      '1.5d',
      'd',
      '0h',
    ],
  ],
  top: () => ['0', '-1', '1.5', '1e3', '0x10', 'all', '1000000000', ' 5', '5,6', 'NaN', 'Infinity'],
  port: () => ['-1', '65536', '1.5', '0x50', '8e1', 'http', ' 80', '80 '],
  completions: () => ['sh', 'BASH', 'bash,zsh'],
  endpoint: () => WRONG_ENDPOINTS.flatMap(([endpoint]) => endpoint || []),
  'api-version': () => WRONG_API_VERSIONS.filter((version) => version !== ''),
  'key-file': () => [
    join(context.folder, 'none'),
    join(context.folder, 'folder'),
    join(context.folder, 'empty'),
    join(context.folder, 'words'),
  ],
  'token-file': () => [
    join(context.folder, 'none'),
    join(context.folder, 'folder'),
    join(context.folder, 'empty'),
    join(context.folder, 'words'),
  ],
  record: () => [join(context.folder, 'taken'), join(context.folder, 'folder'), join(context.folder, 'none', 'file')],
};

/** Returns arguments that an option can be added to. @param {string} name @returns {string[]} */
function argumentsFor(name) {
  const { actions = ['status'] } = /** @type {any} */ (OPTIONS.find((option) => option.name === name));
  if (actions[0] === 'list') return ['list'];
  if (actions[0] === 'simulate') return ['simulate'];
  if (name === 'completions') return [];
  return ['interval', 'max-outage'].includes(name) ? [context.sim.batchId, '--watch'] : [context.sim.batchId];
}

test('Each option with a value rejects wrong values and a missing value', { timeout }, async () => {
  const names = OPTIONS.filter(({ value }) => value).map(({ name }) => name);
  assert.deepEqual(names.sort(), Object.keys(WRONG).sort(), 'each option needs its wrong values in this file');
  for (const name of names) {
    const pattern = new RegExp(`--${name}\\b`);
    for (const value of WRONG[name]()) await assertRejected([...argumentsFor(name), `--${name}=${value}`], pattern);
    await assertRejected([...argumentsFor(name), `--${name}`], new RegExp(`--${name} needs a value`));
    await assertRejected([...argumentsFor(name), `--${name}=`], new RegExp(`--${name} needs a value`));
    await assertRejected([...argumentsFor(name), `--${name}`, '--json'], pattern);
    await assertRejected([...argumentsFor(name), `--${name}`, '--debug'], new RegExp(`--${name} needs a value`));
  }
});

/** Returns a valid value of each option. @returns {Record<string, string>} */
const validValues = () => ({
  ...{ timeout: '1s', interval: '1s', status: 'Failed', since: '1d', top: '1', port: '0', endpoint: context.sim.url },
  ...{ 'api-version': 'v1.0', 'key-file': join(context.folder, 'words'), 'token-file': join(context.folder, 'words') },
  ...{ record: join(context.folder, 'new'), completions: 'bash', progress: 'plain', 'max-outage': '1m' },
  ...{ documents: '3', duration: '1m', fail: '1', throttle: '5' },
});

test('Each option with a value is rejected if it is set twice', { timeout }, async () => {
  const values = validValues();
  for (const { name } of OPTIONS.filter(({ value }) => value)) {
    const twice = [...argumentsFor(name), `--${name}=${values[name]}`, `--${name}`, values[name]];
    await assertRejected(twice, new RegExp(`^--${name} is set twice\\.`));
  }
  await assertRejected(
    ['list', '--status', 'Failed', '--status', 'Succeeded'],
    /^--status is set twice\. Separate statuses by commas\.$/m,
  );
});

test('Each option without a value rejects a value', { timeout }, async () => {
  for (const { name } of OPTIONS.filter(({ value }) => !value))
    for (const value of ['', 'true', '1'])
      await assertRejected([context.sim.batchId, `--${name}=${value}`], new RegExp(`--${name} takes no value`));
});

test('Each option is rejected with the actions that do not use it', { timeout }, async () => {
  const values = validValues();
  const calls = { status: [context.sim.batchId], list: ['list'], simulate: ['simulate'] };
  let rejected = 0;
  for (const { name, value, actions } of /** @type {any[]} */ (OPTIONS))
    for (const [action, call] of Object.entries(calls)) {
      if (!actions || actions.includes(action)) continue;
      rejected++;
      await assertRejected([...call, value ? `--${name}=${values[name]}` : `--${name}`], new RegExp(`^--${name} `));
    }
  assert.ok(rejected > 15);
  await assert.rejects(stat(join(context.folder, 'new')));
});

test('Wrong operands and combinations are rejected', { timeout }, async () => {
  const id = context.sim.documents[0].id;
  const url = `${context.sim.url}/translator/document/batches/${context.sim.batchId}?api-version=2024-05-01`;
  for (const [argv, pattern] of /** @type {[string[], RegExp][]} */ ([
    [[], /^The document is missing/],
    [[''], /^The document is missing/],
    [[context.sim.batchId, ''], /document id/],
    [['not-an-id-but-a-longer-word'], /batch id/],
    [[context.sim.batchId, 'not-an-id'], /document id/],
    [[context.sim.batchId, id, id], /at most a batch id and a document id/],
    [[url, id], /not both/],
    [[url, url, id], /at most a batch id and a document id/],
    [[url, url, '-'], /at most a batch id and a document id/],
    [[url, `${context.sim.url}/elsewhere`], /^URL 2: The URL is not that of a job/],
    [[url, url.replace('127.0.0.1', 'localhost')], /^URL 2 has another host than AZURE_DOCUMENT_TRANSLATION_ENDPOINT/],
    [['--latest', url, url], /^--latest cannot be combined with/],
    [[context.sim.batchId, '--fail-fast'], /^--fail-fast requires --watch/],
    [[context.sim.batchId, '--max-outage', '1s'], /^--max-outage requires --watch/],
    [[context.sim.batchId, '--quiet', '--progress=plain'], /^--quiet and --progress cannot be combined/],
    [['simulate', '--fail', '5'], /^--fail must be at most the number of documents, 4\./],
    [['simulate', '--fail', '3', '--documents', '2'], /^--fail must be at most the number of documents, 2\./],
    [['-', id], /not both/],
    [[`${context.sim.url}/elsewhere/${context.sim.batchId}`], /URL/],
    [['ftp://a.example/translator/document/batches/1'], /URL/],
    [['list', id], /^list takes no arguments/],
    [['simulate', id], /^simulate takes no arguments/],
    [['--latest', context.sim.batchId], /^--latest cannot be combined with/],
    [['--latest', '-'], /^--latest cannot be combined with/],
    [['--latest', url], /^--latest cannot be combined with/],
    [[context.sim.batchId, '--interval', '1s'], /^--interval requires --watch/],
    [['--latest', '--interval', '1s'], /^--interval requires --watch/],
    [['--completions', 'bash', context.sim.batchId], /^--completions cannot be combined with/],
    [['--completions', 'bash', '--watch'], /^--completions cannot be combined with/],
    [['--completions', 'bash', 'list'], /^--completions cannot be combined with/],
    [
      [context.sim.batchId, '--entra', '--key-file', join(context.folder, 'words')],
      /--entra and --key-file cannot be combined/,
    ],
    [['list', '--no-credential', '--entra'], /--no-credential and --entra cannot be combined/],
    [['lits'], /Did you mean list\?/],
    [['list', '--stauts=Failed'], /Unknown option --stauts\. Did you mean --status\?/],
  ]))
    await assertRejected(argv, pattern);
});

test('list and --latest reject a missing endpoint or credential, and name the variable', { timeout }, async () => {
  for (const argv of [['list'], ['--latest']]) {
    await assertRejected(argv, /AZURE_DOCUMENT_TRANSLATION_ENDPOINT or --endpoint/, {
      AZURE_DOCUMENT_TRANSLATION_ENDPOINT: '',
    });
    await assertRejected(argv, /AZURE_DOCUMENT_TRANSLATION_KEY is not set/, { AZURE_DOCUMENT_TRANSLATION_KEY: '' });
    await assertRejected(argv, /^AZURE_DOCUMENT_TRANSLATION_ENDPOINT: /, {
      AZURE_DOCUMENT_TRANSLATION_ENDPOINT: 'a.example',
    });
    await assertRejected(argv, /^AZURE_DOCUMENT_TRANSLATION_API_VERSION: /, {
      AZURE_DOCUMENT_TRANSLATION_API_VERSION: 'one',
    });
  }
});

test('parseSince accepts times and ages', () => {
  const now = Date.UTC(2024, 4, 8, 12);
  for (const [text, time] of [
    ['2024-05-01', '2024-05-01T00:00:00.000Z'],
    ['2024-05-01T10:00:00Z', '2024-05-01T10:00:00.000Z'],
    ['2024-05-01t10:00:00.1234567z', '2024-05-01T10:00:00.123Z'],
    ['2024-05-01T10:00:00+02:00', '2024-05-01T08:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['7d', '2024-05-01T12:00:00.000Z'],
    ['2h', '2024-05-08T10:00:00.000Z'],
    ['30m', '2024-05-08T11:30:00.000Z'],
    ['720h', '2024-04-08T12:00:00.000Z'],
    ['90s', '2024-05-08T11:58:30.000Z'],
  ])
    assert.equal(parseSince(text, now), time, text);
});
