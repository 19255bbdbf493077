// Tests the screen of a real pseudo-terminal on which the command runs.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startSimulator } from 'document-translation-status/simulator';
import { findProgram } from '../../tools/lib/process.js';
import { installPackages } from '../hosts/install.js';
import { bin } from './command.js';
import { openTerminal } from './terminal/terminal.js';

const timeout = 30_000;
const AT_ONCE = { 'Retry-After': '0' };
const missing = ['script', 'stty'].filter((name) => process.platform !== 'linux' || !findProgram(name));
if (missing.length && process.env.CI) throw new Error(`The tests on a terminal need ${missing} of Linux.`);
const skip = missing.length > 0 && `There is no ${missing} of Linux`;

/** @type {import('document-translation-status/simulator').Simulator} */
let sim;
/** @type {Awaited<ReturnType<typeof openTerminal>>[]} */
const opened = [];
before(
  async () => {
    await installPackages(new URL('./terminal/', import.meta.url));
    sim = await startSimulator({ durationMs: 60_000 });
  },
  { timeout: 120_000 },
);
after(async () => {
  for (const terminal of opened) terminal.close();
  await sim.close();
});

/**
 * @param {string[]} argv
 * @param {{ columns?: number, rows?: number, env?: object }} [options]
 */
async function show(argv, { columns = 80, rows = 24, env = {} } = {}) {
  const terminal = await openTerminal([bin, ...argv, '--watch', '--interval', '50ms'], {
    columns,
    rows,
    env: {
      AZURE_DOCUMENT_TRANSLATION_ENDPOINT: sim.url,
      AZURE_DOCUMENT_TRANSLATION_KEY: sim.key ?? '',
      AZURE_DOCUMENT_TRANSLATION_API_VERSION: '2024-05-01',
      ...env,
    },
  });
  opened.push(terminal);
  return terminal;
}

/** Creates a document whose status changes only with `set`. */
function createDocument() {
  const batch = sim.createBatch({ documents: 1 });
  const [{ id }] = batch.documents;
  const set = (/** @type {object} */ status) => sim.script(id, [{ ...status, headers: AT_ONCE }]);
  set({ status: 'Running', progress: 0.42 });
  return { argv: [batch.id, id], set };
}

/** Creates a job whose documents do not change. @param {number} count */
function createJob(count) {
  const documents = Array.from({ length: count }, (_, index) => ({
    scenario: index === 1 ? /** @type {const} */ ('Failed') : /** @type {const} */ ('Running'),
    createdAt: Date.now() - (index === 1 ? 120_000 : 24_000),
    sourcePath: `https://contracts.blob.core.windows.net/source/${index}.docx`,
  }));
  return [sim.createBatch({ documents, createdAt: SIX_MINUTES_AGO }).id];
}

/** Rounded up, the time of a job that has run since then is six minutes during the tests. */
const SIX_MINUTES_AGO = Date.now() - 310_000;

const BAR = '██████████░░░░░░░░░░░░░░';

test('A document is one redrawn line with a bar, and its final status has all details', {
  skip,
  timeout,
}, async () => {
  const { argv, set } = createDocument();
  const terminal = await show(argv);
  await terminal.until(([line]) => line === `Running          ${BAR}  42 %  to fr`);
  assert.equal(terminal.screen().length, 1);
  assert.equal(terminal.colorAt(0, 0), 6, 'Running is cyan');
  assert.equal(terminal.colorAt(0, 20), -1);
  set({ status: 'Running', progress: 0.5 });
  await terminal.until(([line]) => line?.includes('50 %'));
  assert.equal(terminal.screen().length, 1);
  set({ status: 'Succeeded', progress: 1, characterCharged: 17_432, path: 'https://a.example/b.docx' });
  assert.equal(await terminal.ended, 0);
  assert.deepEqual(terminal.screen(), [
    'Succeeded        ████████████████████████ 100 %  to fr',
    '17432 characters charged',
    'The translation is at https://a.example/b.docx',
  ]);
  assert.deepEqual(terminal.cursor(), { row: 3, column: 0 });
  assert.equal(terminal.wasCursorHidden(), false);
});

/** Removes the progress and the remaining time, which change, from the summary of a job. @param {string} [line] */
const withoutProgress = (line = '') =>
  line.replace(/ \d+ %,/, '').replace(/, \d+ \w+ elapsed(, about \d+ \w+ left)?$/, '');

test('In a narrow window, the line of a document gets shorter and stays one line', {
  skip,
  timeout,
}, async () => {
  const { argv, set } = createDocument();
  const terminal = await show(argv);
  await terminal.until(([line]) => line?.includes(BAR));
  for (const [columns, expected] of /** @type {[number, string][]} */ ([
    [40, 'Running           42 %  to fr'],
    [25, 'Running  42 %  to fr'],
    [16, 'Running  42 %'],
    [9, 'Running'],
    [5, 'Ru…'],
    [80, `Running          ${BAR}  42 %  to fr`],
  ])) {
    await terminal.resize(columns, 10);
    await terminal.until((screen) => screen.length === 1 && screen[0] === expected);
  }
  set({ status: 'Canceled', progress: 0.5 });
  assert.equal(await terminal.ended, 1);
  assert.equal(terminal.screen()[0].slice(0, 8), 'Canceled');
});

test('The table of a job fits into the window, also after it is resized', {
  skip,
  timeout,
}, async () => {
  const terminal = await show(createJob(30), { rows: 10 });
  const summary = 'Running: 0 of 30 succeeded, 1 failed, 29 running';
  const isSummary = (/** @type {string} */ line) => withoutProgress(line) === summary;
  const fits = (/** @type {number} */ rows) => (/** @type {string[]} */ screen) =>
    screen.length === rows &&
    /^Failed +░+ +0 % {2}fr +1\.docx$/.test(screen[0]) &&
    screen.slice(1, rows - 2).every((line) => line.startsWith('Running ')) &&
    screen[rows - 2] === `… and ${30 - (rows - 2)} more` &&
    isSummary(screen[rows - 1]);
  await terminal.until(fits(10));
  assert.equal(terminal.scrolled(), 0);
  await terminal.resize(80, 20);
  await terminal.until(fits(20));
  await terminal.resize(80, 5);
  await terminal.until(fits(5));
  await terminal.resize(30, 5);
  await terminal.until((screen) => screen.length === 5 && screen.every((line) => line.length < 30));
  await terminal.resize(80, 2);
  await terminal.until((screen) => screen[0] === '… and 30 more' && isSummary(screen[1]));
  await terminal.resize(80, 1);
  await terminal.until((screen) => screen.length === 1 && isSummary(screen[0]));
  terminal.press('\x03');
  assert.equal(await terminal.ended, 130);
  assert.equal(terminal.wasCursorHidden(), false);
});

test('The table of a thousand documents has failures first and the whole summary, in any window', {
  skip,
  timeout,
}, async () => {
  const documents = Array.from({ length: 1000 }, (_, index) => ({
    scenario: /** @type {const} */ (['Running', 'NotStarted', 'Succeeded', 'Canceled', 'Failed'])[
      index % 100 ? index % 4 : 4
    ],
    createdAt: Date.now() - (index % 4 === 0 && index % 100 ? 24_000 : 120_000),
    sourcePath: `https://contracts.blob.core.windows.net/source/contract-${index}.docx`,
  }));
  const terminal = await show([sim.createBatch({ documents, createdAt: SIX_MINUTES_AGO }).id]);
  const summary = 'Running: 250 of 1000 succeeded, 10 failed, 250 canceled, 240 running, 250 not started';
  const hasSummary = (/** @type {string[]} */ screen) => withoutProgress(screen.slice(-3).join(' ')).endsWith(summary);
  await terminal.until((screen) => hasSummary(screen) && screen.length === 24);
  const [first, ...rest] = terminal.screen();
  assert.match(first, /^Failed {4}░{10} {4}0 % {2}fr {2}contract-\d+\.docx$/);
  assert.equal(rest.filter((line) => line.startsWith('Failed ')).length, 9);
  assert.equal(rest.filter((line) => line.startsWith('Canceled ')).length, 11);
  assert.equal(rest[20], '… and 979 more');
  await terminal.resize(20, 30);
  await terminal.until((screen) => screen.length === 30 && screen.every((line) => line.length < 19));
  assert.match(terminal.screen()[0], /^Failed {3}contract…$/);
  assert.ok(withoutProgress(terminal.screen().slice(-8).join(' ')).endsWith(summary), 'the whole summary');
  await terminal.resize(200, 24);
  await terminal.until((screen) => withoutProgress(screen.at(-1)) === summary && screen.length === 24);
  assert.match(terminal.screen()[0], /contract-\d+\.docx {8,}[0-9a-f-]{36}$/);
  terminal.press('\x03');
  assert.equal(await terminal.ended, 130);
  assert.equal(terminal.cursor().column, 0);
});

test('The host is shown until the first response, and removed afterwards', {
  skip,
  timeout,
}, async () => {
  const { argv } = createDocument();
  const waiting = `Waiting for ${new URL(sim.url).host} …`;
  sim.script(argv[1], [{ fault: 'delay' }]);
  const interrupted = await show(argv);
  await interrupted.until((screen) => screen.join('|') === waiting);
  interrupted.press('\x03');
  assert.equal(await interrupted.ended, 130);
  assert.deepEqual([interrupted.screen(), interrupted.cursor()], [[], { row: 0, column: 0 }]);
  const answered = await show(argv);
  await answered.until((screen) => screen.join('|') === waiting);
  sim.script(argv[1], [{ status: 'Succeeded', progress: 1, headers: AT_ONCE }]);
  sim.release();
  assert.equal(await answered.ended, 0);
  assert.match(answered.screen()[0], /^Succeeded /);
});

test('The line of an outage counts down, and disappears after the next response', { skip, timeout }, async () => {
  const { argv } = createDocument();
  sim.script(argv[1], [
    { fault: 'unavailable', headers: { 'Retry-After': '3' } },
    { status: 'Succeeded', progress: 1 },
  ]);
  const terminal = await show(argv);
  /** @param {string[]} screen */
  const secondsOf = ([, ...lines]) =>
    Number(
      /^127\.0\.0\.1:\d+ responded with status 503: Service is temporarily unavailable\. Retrying in (\d+) s\.$/.exec(
        lines.join(' '),
      )?.[1],
    );
  await terminal.until((screen) => secondsOf(screen) > 0);
  const first = secondsOf(terminal.screen());
  await terminal.until((screen) => secondsOf(screen) < first);
  assert.equal(await terminal.ended, 0);
  assert.match(terminal.screen().join('\n'), /^Succeeded [^\n]+$/);
});

test('An interrupted simulator leaves the cursor on an empty line', { skip, timeout }, async () => {
  const terminal = await openTerminal([bin, 'simulate'], { columns: 120, rows: 24, env: {} });
  opened.push(terminal);
  await terminal.until((screen) => screen.length === 4);
  terminal.press('\x03');
  assert.equal(await terminal.ended, 130);
  assert.equal(terminal.screen().length, 4);
  assert.deepEqual(terminal.cursor(), { row: 4, column: 0 });
});

test('Ctrl-C ends a watch with exit code 130, keeps its lines, and leaves the cursor on an empty line', {
  skip,
  timeout,
}, async () => {
  const { argv } = createDocument();
  const terminal = await show(argv);
  await terminal.until(([line]) => line?.includes('42 %'));
  terminal.press('\x03');
  assert.equal(await terminal.ended, 130);
  assert.deepEqual(terminal.screen(), [`Running          ${BAR}  42 %  to fr`]);
  assert.deepEqual(terminal.cursor(), { row: 1, column: 0 });
});

test('SIGTERM and an uncaught exception leave the cursor on an empty line', { skip, timeout }, async () => {
  const crash = `data:text/javascript,${encodeURIComponent('process.on("SIGUSR2", () => { throw new Error("boom"); })')}`;
  for (const [signal, code, message] of /** @type {const} */ ([
    ['SIGTERM', 143, []],
    ['SIGUSR2', 3, ['Unexpected error in document-translation-status: boom.', 'Use --debug to print the stack trace.']],
  ])) {
    const { argv } = createDocument();
    const terminal = await show(argv, { env: { NODE_OPTIONS: `--import ${crash}` } });
    await terminal.until(([line]) => line?.includes('42 %'));
    await terminal.kill(signal);
    assert.equal(await terminal.ended, code);
    const [line, ...rest] = terminal.screen();
    assert.match(line, /42 %/);
    assert.deepEqual(rest, message);
    assert.deepEqual(terminal.cursor(), { row: 1 + message.length, column: 0 });
    assert.equal(terminal.wasCursorHidden(), false);
  }
});

test('After SIGCONT, as with fg, the lines are drawn below other output', {
  skip,
  timeout,
}, async () => {
  const { argv, set } = createDocument();
  const terminal = await show(argv);
  await terminal.until(([line]) => line?.includes('42 %'));
  terminal.write('\r\nthe shell was here\r\n');
  await terminal.kill('SIGCONT');
  await terminal.until((screen) => screen.length === 3);
  set({ status: 'Running', progress: 0.5 });
  await terminal.until((screen) => screen[2]?.includes('50 %'));
  assert.match(terminal.screen()[0], /42 %/);
  assert.equal(terminal.screen()[1], 'the shell was here');
  terminal.press('\x03');
  assert.equal(await terminal.ended, 130);
});

test('With NO_COLOR the line is redrawn without colors, and with TERM=dumb it is not redrawn', {
  skip,
  timeout,
}, async () => {
  const plain = createDocument();
  const colorless = await show(plain.argv, { env: { NO_COLOR: '1' } });
  await colorless.until(([line]) => line?.includes(BAR));
  assert.equal(colorless.colorAt(0, 0), -1);
  plain.set({ status: 'Succeeded', progress: 1 });
  assert.equal(await colorless.ended, 0);

  const { argv, set } = createDocument();
  const dumb = await show(argv, { env: { TERM: 'dumb' } });
  const isLogged = (/** @type {string} */ line) => /^\S+Z {2}Running {11}42 % {2}to fr$/.test(line);
  await dumb.until(([line]) => line && isLogged(line));
  set({ status: 'Succeeded', progress: 1 });
  assert.equal(await dumb.ended, 0);
  assert.ok(isLogged(dumb.screen()[0]));
  assert.equal(
    dumb.screen()[1],
    'Succeeded        ████████████████████████ 100 %  to fr',
    'the same line is not printed twice',
  );
  assert.ok(!dumb.raw().includes('\x1b'), dumb.raw());
});

test('Wide characters are aligned, and control characters are replaced', {
  skip,
  timeout,
}, async () => {
  const names = ['契約書.docx', 'a\u001b[2Jb\u202e.docx', 'plain.docx'];
  const documents = names.map((name) => ({
    scenario: /** @type {const} */ ('Running'),
    createdAt: Date.now() - 24_000,
    sourcePath: `https://a.example/${encodeURIComponent(name)}`,
  }));
  const terminal = await show([sim.createBatch({ documents }).id], { columns: 43 });
  await terminal.until(
    (screen) => withoutProgress(screen.slice(3).join(' ')) === 'Running: 0 of 3 succeeded, 3 running',
  );
  const shown = terminal
    .screen()
    .slice(0, 3)
    .map((line) => line.replace(/^Running +\d+ % {2}fr +/, ''));
  assert.deepEqual(new Set(shown), new Set(['契約書.docx', 'a [2Jb .docx', 'plain.docx']));
  terminal.press('\x03');
  await terminal.ended;
});

test('URLs can be typed: Ctrl-D ends the input, and Ctrl-C ends the command', {
  skip,
  timeout,
}, async () => {
  const { argv, set } = createDocument();
  set({ status: 'Succeeded', progress: 1 });
  const url = `${sim.url}/translator/document/batches/${argv[0]}/documents/${argv[1]}?api-version=2024-05-01`;
  const hint = 'Waiting for URLs, one on each line. Ctrl-D ends the list.';
  const terminal = await show(['-'], { columns: 200 });
  await terminal.until(([line]) => line === hint);
  terminal.press(`${url}\n`);
  await terminal.until((screen) => screen.includes(url));
  terminal.press('\x04');
  assert.equal(await terminal.ended, 0);
  assert.equal(terminal.screen().at(-1), '1 of 1 succeeded');

  const interrupted = await show(['-']);
  await interrupted.until(([line]) => line === hint);
  interrupted.press('https://');
  await interrupted.until(([line, typed]) => line === hint && typed === 'https://');
  interrupted.press('\x03');
  assert.equal(await interrupted.ended, 130);
});

const root = fileURLToPath(new URL('../../', import.meta.url));

/** @param {Record<string, string>} env */
const npmStart = (env = {}) =>
  openTerminal([process.execPath, 'tools/start.js'], { columns: 100, rows: 24, env, cwd: root, limitMs: 100_000 });

test('npm start ends as the README shows', { skip, timeout: 120_000 }, async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const [, sample] = /It ends like this:\n\n```text\n(.*?)```/s.exec(readme) ?? [];
  const terminal = await npmStart();
  assert.equal(await terminal.ended, 0);
  assert.equal(`${terminal.screen().slice(-3).join('\n')}\n`, sample);
});

test('npm start ends with exit code 130 if it is interrupted, and asks for a document if the endpoint and the key are set', {
  skip,
  timeout: 120_000,
}, async () => {
  const interrupted = await npmStart();
  await interrupted.until((screen) => screen.at(-1)?.startsWith('Running '));
  interrupted.press('\x03');
  assert.equal(await interrupted.ended, 130);
  assert.equal(interrupted.cursor().column, 0);
  assert.doesNotMatch(interrupted.screen().at(-1) ?? '', /\^C/);
  const asked = await npmStart({
    AZURE_DOCUMENT_TRANSLATION_ENDPOINT: sim.url,
    AZURE_DOCUMENT_TRANSLATION_KEY: 'a-key',
  });
  assert.equal(await asked.ended, 2);
  assert.ok(asked.screen().includes('The document is missing. Pass its URL, or a batch id and a document id.'));
});
