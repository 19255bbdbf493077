// Tests the whole screen of the command on a pseudo-terminal of 40, 80 and 200 columns against the text files in screens/. With the variable
// UPDATE_SCREENS set, the files are written instead.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, before, beforeEach, test } from 'node:test';
import { startSimulator } from 'document-translation-status/simulator';
import { findProgram } from '../../tools/lib/process.js';
import { installPackages } from '../hosts/install.js';
import { bin } from './command.js';
import { openTerminal } from './terminal/terminal.js';

const timeout = 60_000;
const missing = ['script', 'stty'].filter((name) => process.platform !== 'linux' || !findProgram(name));
if (missing.length && process.env.CI) throw new Error(`The tests on a terminal need ${missing} of Linux.`);
const skip = missing.length > 0 && `There is no ${missing} of Linux`;

/** @type {import('document-translation-status/simulator').Simulator} */
let sim;
let created = 0;
before(() => installPackages(new URL('./terminal/', import.meta.url)), { timeout: 120_000 });
beforeEach(async () => {
  created = 0;
  sim = await startSimulator({ durationMs: 600_000, listLagMs: 0 });
});
afterEach(() => sim.close());

const newId = () => `727bf1${String(++created).padStart(2, '0')}-f327-47a0-9481-03f8b6a2c9d0`;
/** A job of ten minutes has the same progress and rounded time for half a minute from now on. */
const fiveMinutesAgo = () => Date.now() - 241_000;
const A_DAY_AGO = Date.now() - 86_400_000;

/**
 * Creates a job, and returns its URL.
 * @param {number} createdAt
 * @param {[scenario: 'Succeeded' | 'Failed' | 'ValidationFailed' | 'Running' | 'FailedBeforeStart', name: string][]} documents
 */
function createJob(createdAt, documents) {
  const { id } = sim.createBatch({
    id: newId(),
    createdAt,
    documents: documents.map(([scenario, name]) => ({
      id: newId(),
      scenario,
      sourcePath: `https://a.blob.core.windows.net/source/${encodeURIComponent(name)}`,
    })),
  });
  return `${sim.url}/translator/document/batches/${id}?api-version=2024-05-01`;
}

/** @type {['Succeeded' | 'Failed' | 'ValidationFailed' | 'FailedBeforeStart', string][]} */
const MIXED = [
  ['Succeeded', 'minutes.docx'],
  ['Failed', 'The annual report of 2024, final version.docx'],
  ['ValidationFailed', '契約書.docx'],
  ['FailedBeforeStart', 'terms.html'],
  ['Succeeded', 'contract.docx'],
];

/**
 * The scenes: the arguments, and at which line to press Ctrl-C.
 * @type {Record<string, () => { argv: string[], interruptAt?: RegExp, env?: object }>}
 */
const SCENES = {
  'a job that is partly translated': () => ({ argv: [createJob(A_DAY_AGO, MIXED), '--watch'] }),
  'several jobs': () => ({
    argv: [
      createJob(A_DAY_AGO, [['Succeeded', 'minutes.docx']]),
      createJob(A_DAY_AGO, MIXED.slice(0, 2)),
      createJob(A_DAY_AGO, [['Failed', 'scan.pdf']]),
      '--watch',
    ],
  }),
  'a running job, interrupted': () => ({
    argv: [
      createJob(fiveMinutesAgo(), [
        ['Running', '👨‍👩‍👧‍👦 of the family, a report.docx'],
        ['FailedBeforeStart', 'terms.html'],
        ['Running', 'contract.docx'],
      ]),
      '--watch',
    ],
    interruptAt: /elapsed$/,
  }),
  'several running jobs, interrupted': () => ({
    argv: [
      createJob(fiveMinutesAgo(), [
        ['Running', 'minutes.docx'],
        ['FailedBeforeStart', 'terms.html'],
        ['Running', 'contract.docx'],
      ]),
      createJob(fiveMinutesAgo(), [['Running', 'minutes.docx']]),
      '--watch',
    ],
    interruptAt: /2 running$/,
  }),
  'an outage before the first response, interrupted': () => {
    const url = createJob(fiveMinutesAgo(), [['Running', 'contract.docx']]);
    sim.script(new URL(url).pathname.split('/')[4], [{ fault: 'unavailable' }]);
    return { argv: [url, '--watch'], interruptAt: /Retrying in/ };
  },
  'a job stopped at its first failure': () => ({
    argv: [
      createJob(fiveMinutesAgo(), [
        ['Running', 'contract.docx'],
        ['FailedBeforeStart', 'terms.html'],
      ]),
      '--watch',
      '--fail-fast',
    ],
  }),
  'a wrong id': () => ({ argv: [`${createJob(A_DAY_AGO, MIXED).replace('?', '0000?')}`] }),
  'no job with that id': () => ({ argv: ['727bf148-f327-47a0-9481-999999999999'] }),
  'a refused key': () => ({
    argv: ['727bf148-f327-47a0-9481-999999999999'],
    env: { AZURE_DOCUMENT_TRANSLATION_KEY: 'another-key' },
  }),
  help: () => ({ argv: ['--help'] }),
};

/** Replaces what differs between two runs. @param {string} line */
const normalize = (line) =>
  line
    .replace(/127\.0\.0\.1:\d+/, '127.0.0.1:PORT')
    .replace(/Retrying in \d+ s/, 'Retrying in N s')
    .replace(/(Azure support:) [0-9a-f-]{36}/, '$1 REQUEST-ID')
    .replace(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'REQUEST-ID');

for (const columns of [40, 80, 200]) {
  test(`The screens of ${columns} columns are those of the text file`, { skip, timeout }, async () => {
    const parts = [];
    for (const [name, scene] of Object.entries(SCENES)) {
      const { argv, interruptAt, env } = scene();
      const terminal = await openTerminal([bin, ...argv], {
        columns,
        rows: 250,
        env: { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: sim.url, AZURE_DOCUMENT_TRANSLATION_KEY: String(sim.key), ...env },
      });
      if (interruptAt) {
        await terminal.until((screen) => screen.some((line) => interruptAt.test(line)));
        terminal.press('\x03');
      }
      const code = await terminal.ended;
      const screen = terminal.screen();
      assert.deepEqual(terminal.cursor(), { row: screen.length, column: 0 }, name);
      parts.push(`=== ${name}: exit code ${code}\n`, ...screen.map((line) => `${normalize(line)}\n`), '\n');
    }
    const file = new URL(`./screens/${columns}.txt`, import.meta.url);
    if (process.env.UPDATE_SCREENS) await writeFile(file, parts.join(''));
    assert.equal(parts.join(''), await readFile(file, 'utf8'));
  });
}
