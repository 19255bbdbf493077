// Tests the action list, which prints the jobs of a resource, and --latest, which uses the newest job.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { startSimulator } from 'document-translation-status/simulator';
import { run } from './command.js';

const timeout = 30_000;
const KEY = 'test-key';
const id = (/** @type {number} */ index) => `727bf148-f327-47a0-9481-${String(index).padStart(12, '0')}`;

/** @param {number} index @param {object} [more] */
const job = (index, more) => ({
  id: id(index),
  createdDateTimeUtc: `2024-05-01T10:${String(index).padStart(2, '0')}:00.1234567Z`,
  lastActionDateTimeUtc: '2024-05-01T10:59:00Z',
  status: 'Succeeded',
  summary: {
    total: 12,
    failed: 1,
    success: 11,
    inProgress: 0,
    notYetStarted: 0,
    cancelled: 0,
    totalCharacterCharged: 5,
  },
  ...more,
});

/** @type {{ path: string, query: URLSearchParams, key: unknown }[]} */
const requests = [];
/** @type {Record<string, any>} The bodies of the responses, by path or by path and page. */
let bodies = {};
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  requests.push({ path: pathname, query: searchParams, key: request.headers['ocp-apim-subscription-key'] });
  const body = bodies[`${pathname}?${searchParams.get('skip') ?? ''}`] ?? bodies[pathname];
  response.writeHead(body ? 200 : 404, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body ?? { error: { code: '404', message: 'Resource not found' } }));
});
let url = '';
before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
});
after(() => server.close());

const LIST = '/translator/document/batches';

/** @param {string[]} argv @param {Record<string, any>} responses @param {Parameters<typeof run>[2]} [options] */
function runWith(argv, responses, options) {
  bodies = responses;
  requests.length = 0;
  const env = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: url, AZURE_DOCUMENT_TRANSLATION_KEY: KEY };
  return run(argv, env, options);
}

test('list prints id, status, ended documents and creation time of the jobs on all pages', { timeout }, async () => {
  const { code, stdout, stderr } = await runWith(['list'], {
    [LIST]: {
      value: [job(3), job(2, { status: 'Running' })],
      '@nextLink': `${url}${LIST}?api-version=2024-05-01&skip=2`,
    },
    [`${LIST}?2`]: { value: [job(1, { status: 'Cancelled' })] },
  });
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(
    stdout,
    `${id(3)}  Partial   12 of 12  2024-05-01 10:03Z
${id(2)}  Running   12 of 12  2024-05-01 10:02Z
${id(1)}  Canceled  12 of 12  2024-05-01 10:01Z
`,
  );
  assert.deepEqual(
    requests.map(({ key, query }) => [key, query.get('api-version')]),
    [
      [KEY, '2024-05-01'],
      [KEY, '2024-05-01'],
    ],
    'the default version',
  );
});

test('list --json prints a line for each job', { timeout }, async () => {
  const { stdout } = await runWith(['list', '--json'], { [LIST]: { value: [job(2), job(1)] } });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(lines, [job(2), job(1)]);
});

test('--status, --since and --top are sent to the service', { timeout }, async () => {
  const argv = ['list', '--status', 'failed,canceled', '--since', '2024-05-01', '--top', '2'];
  const { code, stdout } = await runWith(argv, { [LIST]: { value: [job(3), job(2), job(1)] } });
  assert.equal(code, 0);
  assert.equal(stdout.split('\n').length, 3);
  const [{ query }] = requests;
  assert.equal(query.get('statuses'), 'Failed,Cancelled');
  assert.equal(Date.parse(query.get('createdDateTimeUtcStart') ?? ''), Date.UTC(2024, 4, 1));
  assert.equal(query.get('top'), '2');
});

test('--since accepts an age', { timeout }, async () => {
  await runWith(['list', '--since', '7d'], { [LIST]: { value: [] } });
  const ago = Date.now() - Date.parse(requests[0].query.get('createdDateTimeUtcStart') ?? '');
  assert.ok(ago >= 7 * 86_400_000 && ago < 7 * 86_400_000 + 60_000, String(ago));
});

test('list without jobs prints a message on standard error, but not with --quiet or --json', { timeout }, async () => {
  const none = { [LIST]: { value: [] } };
  assert.deepEqual(await runWith(['list'], none), { code: 0, stdout: '', stderr: 'No jobs found.\n' });
  assert.deepEqual(await runWith(['list', '--quiet'], none), { code: 0, stdout: '', stderr: '' });
  assert.deepEqual(await runWith(['list', '--json'], none), { code: 0, stdout: '', stderr: '' });
});

test('list leaves out the members that a response does not have', { timeout }, async () => {
  const bare = { id: id(1), status: 'NotStarted', lastActionDateTimeUtc: '2024-05-01T10:00:00Z', summary: {} };
  const { code, stdout } = await runWith(['list'], { [LIST]: { value: [job(2), bare] } });
  assert.equal(code, 0);
  assert.equal(stdout.split('\n')[1], `${id(1)}  NotStarted`);
});

test('The table fits into any window, and has whole ids if there is space', { timeout }, async () => {
  const summary = { total: 1000, failed: 0, success: 999, cancelled: 0, inProgress: 1, notYetStarted: 0 };
  const value = [job(2), job(1, { status: 'ValidationFailed' }), job(3, { status: 'Running', summary })];
  const at = async (/** @type {number} */ columns, /** @type {string[]} */ ...more) => {
    const terminal = { isTTY: true, columns };
    const { stdout } = await runWith(['list', ...more], { [LIST]: { value } }, { terminal });
    return stdout.trimEnd().split('\n');
  };
  for (let columns = 1; columns <= 90; columns++) {
    const lines = await at(columns, '--no-color');
    assert.equal(lines.length, 3);
    for (const line of lines) assert.ok(line.length <= columns, `${columns}: ${line}`);
  }
  const last = async (/** @type {number} */ columns) => (await at(columns, '--no-color'))[2];
  assert.equal(await last(100), `${id(3)}  Running           999 of 1000  2024-05-01 10:03Z`);
  assert.equal(await last(80), `${id(3)}  Running           999 of 1000`);
  assert.equal(await last(55), '727bf148…  Running           999 of 1000  2024-05-01');
  assert.equal(await last(41), '727bf148…  Running           999 of 1000');
  assert.equal((await at(41))[2], '727bf148…  \x1b[36mRunning\x1b[39m           999 of 1000');
});

test('Control characters in a status are not printed', { timeout }, async () => {
  const { stdout } = await runWith(['list'], { [LIST]: { value: [job(1, { status: 'Odd\u001b[31m' })] } });
  assert.ok(!stdout.includes('\x1b'));
});

test('A failed list is reported with exit code 3', { timeout }, async () => {
  const { code, stdout, stderr } = await runWith(['list'], {});
  assert.deepEqual([code, stdout], [3, '']);
  assert.match(stderr, /^127\.0\.0\.1:\d+ responded with status 404: Resource not found\.\n/);
  assert.ok(!stderr.includes(KEY));
});

test('--latest uses the newest job', { timeout }, async () => {
  const newest = job(9);
  const responses = {
    [LIST]: { value: [newest, job(8)] },
    [`${LIST}/${id(9)}`]: newest,
    [`${LIST}/${id(9)}/documents`]: { value: [] },
  };
  const { code, stdout } = await runWith(['--latest'], responses);
  assert.equal(code, 0);
  assert.match(stdout, /^Partial: 11 of 12 succeeded, 1 failed, took 50 min$/m);
  assert.equal(requests[0].query.get('top'), '1');
  assert.equal(JSON.parse((await runWith(['--latest', '--json'], responses)).stdout).id, id(9));
});

test('--latest reports that the resource has no jobs', { timeout }, async () => {
  const { code, stdout, stderr } = await runWith(['--latest', '--watch'], { [LIST]: { value: [] } });
  assert.deepEqual([code, stdout], [3, '']);
  assert.match(stderr, /^--latest: the resource has no jobs/);
});

test('--latest --watch follows the newest job of the simulator to its end', { timeout }, async () => {
  const sim = await startSimulator({ durationMs: 100 });
  try {
    const { id: newest } = sim.createBatch({ documents: ['Succeeded'] });
    const env = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: sim.url, AZURE_DOCUMENT_TRANSLATION_KEY: sim.key ?? '' };
    const { code, stdout } = await run(['--latest', '--watch', '--interval', '20ms', '--json'], env);
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '').id, newest);
    const listed = (await run(['list', '--json'], env)).stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(listed[0].id, newest);
    assert.ok(listed.length > 1);
  } finally {
    await sim.close();
  }
});

test('A status without optional members is printed without them', { timeout }, async () => {
  const required = { status: 'Succeeded', lastActionDateTimeUtc: '2024-05-01T10:00:00Z' };
  const path = `${LIST}/${id(1)}`;
  const document = { ...required, id: '0007aadd-0000-0000-0000-000000000000' };
  /** @type {[summary: object, expected: string][]} */
  const cases = [
    [{}, 'Succeeded: no counts'],
    [{ total: 5 }, 'Succeeded: 5 documents'],
    [{ total: 5, failed: 1 }, 'Partial: 5 documents, 1 failed'],
    [{ success: 4, failed: 1 }, 'Partial: 4 succeeded, 1 failed'],
    [{ total: 5, success: 4 }, 'Succeeded: 4 of 5 succeeded'],
    [{ total: 2, success: 4, failed: 3 }, 'Partial: 4 of 2 succeeded, 3 failed'],
    [{ total: 0 }, 'Succeeded: no documents'],
  ];
  for (const [summary, expected] of cases) {
    const responses = { [path]: { ...required, id: id(1), summary }, [`${path}/documents`]: { value: [document] } };
    const terminal = { isTTY: true, columns: 100, rows: 30 };
    for (const options of [undefined, { terminal }])
      for (const argv of [[id(1)], ['-', '--interval', '1ms']]) {
        const stdin = [`${url}${path}?api-version=2024-05-01\n`];
        const { code, stdout, stderr } = await runWith([...argv, '--no-color'], responses, { ...options, stdin });
        assert.equal(code, argv[0] === '-' && expected.startsWith('Partial') ? 1 : 0, stderr);
        if (argv[0] !== '-') assert.equal(stdout.trimEnd().split('\n').at(-1), expected);
        assert.doesNotMatch(stdout + stderr, /undefined|NaN|Invalid Date|null/);
      }
  }
  const responses = { [`${path}/documents/${document.id}`]: document };
  assert.equal((await runWith([id(1), document.id], responses)).stdout, 'Succeeded             \n');
});
