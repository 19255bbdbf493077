// Proves that no wrong value, no wrong operand and no senseless combination of options is sent: each ends with the usage code and names
// what is wrong.
import assert from 'node:assert/strict';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseSince } from '../../web/cli/time.js';
import { OPTIONS } from '../../web/cli/interface.js';
import { run } from './command.js';
import { stage } from './stage.js';

const timeout = 60_000;

const place = stage({ durationMs: 300 }, async (folder) => {
  await mkdir(join(folder, 'folder'));
  await writeFile(join(folder, 'empty'), ' \n');
  await writeFile(join(folder, 'words'), 'a key of words\n');
  await writeFile(join(folder, 'taken'), '');
});
const { environment } = place;

/** Ends with the usage code, says this, and sends nothing. @param {string[]} argv @param {RegExp} pattern @param {object} [env] */
async function isRefused(argv, pattern, env = {}) {
  const before = place.sim.requests.length;
  const { code, stdout, stderr } = await run(argv, { ...environment(), ...env });
  assert.deepEqual([code, stdout], [2, ''], `${argv.join(' ')}: ${stderr}`);
  assert.match(stderr, pattern, argv.join(' '));
  assert.equal(place.sim.requests.length, before, `${argv.join(' ')} sent a request`);
}

const DURATIONS = ['0', '-1', '1e3', '1.2.3', 'soon', '5 m', '1d', '25d', '597h', '99999999h', 'NaN'];

/** Values that each option refuses. @type {Record<string, () => string[]>} */
const WRONG = {
  timeout: () => DURATIONS,
  interval: () => DURATIONS,
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
  endpoint: () => [
    ...[
      'example',
      '/translator',
      'ftp://a.example',
      'https://',
      'https://a.example?x',
      'https://a.example#x',
      'https://a:b@a.example',
    ],
    ...[
      'https://a.example/../b',
      'http://a.example',
      'https://api.cognitive.microsofttranslator.com',
      `${place.sim.url}/translator/document/batches`,
    ],
    'https://westeurope.api.cognitive.microsoft.com',
  ],
  'api-version': () => ['1', 'v1', 'latest', '2024', '2024-5-1', 'v1.0/..', '2024-05-01&x', 'v1.0\n'],
  'key-file': () => [
    join(place.folder, 'none'),
    join(place.folder, 'folder'),
    join(place.folder, 'empty'),
    join(place.folder, 'words'),
  ],
  'token-file': () => [
    join(place.folder, 'none'),
    join(place.folder, 'folder'),
    join(place.folder, 'empty'),
    join(place.folder, 'words'),
  ],
  record: () => [join(place.folder, 'taken'), join(place.folder, 'folder'), join(place.folder, 'none', 'file')],
};

/** A call that an option belongs to. @param {string} name @returns {string[]} */
function callWith(name) {
  const { actions = ['status'] } = /** @type {any} */ (OPTIONS.find((option) => option.name === name));
  if (actions[0] === 'list') return ['list'];
  if (actions[0] === 'simulate') return ['simulate'];
  if (name === 'completions') return [];
  return name === 'interval' ? [place.sim.batchId, '--watch'] : [place.sim.batchId];
}

test('every option with a value refuses what is none of its values, by its name', { timeout }, async () => {
  const names = OPTIONS.filter(({ value }) => value).map(({ name }) => name);
  assert.deepEqual(names.sort(), Object.keys(WRONG).sort(), 'each option has its wrong values here');
  for (const name of names) {
    const pattern = new RegExp(`--${name}\\b`);
    for (const value of WRONG[name]()) await isRefused([...callWith(name), `--${name}=${value}`], pattern);
    await isRefused([...callWith(name), `--${name}`], new RegExp(`--${name} needs a value`));
    await isRefused([...callWith(name), `--${name}=`], new RegExp(`--${name} needs a value`));
    await isRefused([...callWith(name), `--${name}`, '--json'], pattern);
    await isRefused([...callWith(name), `--${name}`, '--debug'], new RegExp(`--${name} needs a value`));
  }
});

/** A value that each option takes. @returns {Record<string, string>} */
const validValues = () => ({
  ...{ timeout: '1s', interval: '1s', status: 'Failed', since: '1d', top: '1', port: '0', endpoint: place.sim.url },
  ...{ 'api-version': 'v1.0', 'key-file': join(place.folder, 'words'), 'token-file': join(place.folder, 'words') },
  ...{ record: join(place.folder, 'new'), completions: 'bash' },
});

test('every option with a value is refused when it is given twice', { timeout }, async () => {
  const values = validValues();
  for (const { name } of OPTIONS.filter(({ value }) => value)) {
    const twice = [...callWith(name), `--${name}=${values[name]}`, `--${name}`, values[name]];
    await isRefused(twice, new RegExp(`^--${name} is set twice\\.`));
  }
  await isRefused(
    ['list', '--status', 'Failed', '--status', 'Succeeded'],
    /^--status is set twice\. Separate statuses by commas\.$/m,
  );
});

test('every option without a value refuses one', { timeout }, async () => {
  for (const { name } of OPTIONS.filter(({ value }) => !value))
    for (const value of ['', 'true', '1'])
      await isRefused([place.sim.batchId, `--${name}=${value}`], new RegExp(`--${name} takes no value`));
});

test('every option is refused where it means nothing', { timeout }, async () => {
  const values = validValues();
  const calls = { status: [place.sim.batchId], list: ['list'], simulate: ['simulate'] };
  let refused = 0;
  for (const { name, value, actions } of /** @type {any[]} */ (OPTIONS))
    for (const [action, call] of Object.entries(calls)) {
      if (!actions || actions.includes(action)) continue;
      refused++;
      await isRefused([...call, value ? `--${name}=${values[name]}` : `--${name}`], new RegExp(`^--${name} `));
    }
  assert.ok(refused > 15);
  await assert.rejects(stat(join(place.folder, 'new')));
});

test('operands and options that contradict each other are refused', { timeout }, async () => {
  const id = place.sim.documents[0].id;
  const url = `${place.sim.url}/translator/document/batches/${place.sim.batchId}?api-version=2024-05-01`;
  for (const [argv, pattern] of /** @type {[string[], RegExp][]} */ ([
    [[], /^The document is missing/],
    [[''], /^The document is missing/],
    [[place.sim.batchId, ''], /document id/],
    [['not-an-id-but-a-longer-word'], /batch id/],
    [[place.sim.batchId, 'not-an-id'], /document id/],
    [[place.sim.batchId, id, id], /at most a batch id and a document id/],
    [[url, id], /not both/],
    [['-', id], /not both/],
    [[`${place.sim.url}/elsewhere/${place.sim.batchId}`], /URL/],
    [['ftp://a.example/translator/document/batches/1'], /URL/],
    [['list', id], /^list takes no arguments/],
    [['simulate', id], /^simulate takes no arguments/],
    [['--latest', place.sim.batchId], /^--latest cannot be combined with/],
    [['--latest', '-'], /^--latest cannot be combined with/],
    [['--latest', url], /^--latest cannot be combined with/],
    [[place.sim.batchId, '--interval', '1s'], /^--interval requires --watch/],
    [['--latest', '--interval', '1s'], /^--interval requires --watch/],
    [['--completions', 'bash', place.sim.batchId], /^--completions cannot be combined with/],
    [['--completions', 'bash', '--watch'], /^--completions cannot be combined with/],
    [['--completions', 'bash', 'list'], /^--completions cannot be combined with/],
    [
      [place.sim.batchId, '--entra', '--key-file', join(place.folder, 'words')],
      /--entra and --key-file cannot be combined/,
    ],
    [['list', '--no-credential', '--entra'], /--no-credential and --entra cannot be combined/],
    [['lits'], /Did you mean list\?/],
    [['list', '--stauts=Failed'], /Unknown option --stauts\. Did you mean --status\?/],
  ]))
    await isRefused(argv, pattern);
});

test('without an endpoint or a credential nothing is listed, and both variables are named', { timeout }, async () => {
  for (const argv of [['list'], ['--latest']]) {
    await isRefused(argv, /AZURE_DOCUMENT_TRANSLATION_ENDPOINT or --endpoint/, {
      AZURE_DOCUMENT_TRANSLATION_ENDPOINT: '',
    });
    await isRefused(argv, /AZURE_DOCUMENT_TRANSLATION_KEY is not set/, { AZURE_DOCUMENT_TRANSLATION_KEY: '' });
    await isRefused(argv, /^AZURE_DOCUMENT_TRANSLATION_ENDPOINT: /, {
      AZURE_DOCUMENT_TRANSLATION_ENDPOINT: 'a.example',
    });
    await isRefused(argv, /^AZURE_DOCUMENT_TRANSLATION_API_VERSION: /, {
      AZURE_DOCUMENT_TRANSLATION_API_VERSION: 'one',
    });
  }
});

test('what --since takes', () => {
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
