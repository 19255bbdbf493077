// Tests that help, man page, reference and completions have every text of the interface, and that real shells accept the completions.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { findProgram, tryRun } from '../../tools/lib/process.js';
import { aptInstall, isDebianRoot } from '../../tools/setup/apt.js';
import { FORMS, NOTES, OPTIONS, STATUSES } from '../../web/cli/options.js';
import { run } from './command.js';

const root = new URL('../../', import.meta.url);
const timeout = 20_000;
const PROGRAMS = ['bash', 'zsh', 'fish', 'mandoc'];

/** @type {string} */
let folder;
before(
  async () => {
    folder = await mkdtemp(join(tmpdir(), 'cli-'));
    const missing = PROGRAMS.filter((name) => !findProgram(name));
    if (missing.length && isDebianRoot()) await aptInstall(missing);
    const manifest = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
    await writeFile(join(folder, 'page.1'), await readFile(new URL(manifest.man[0], root)));
    for (const shell of ['bash', 'zsh', 'fish'])
      await writeFile(join(folder, shell), (await run(['--completions', shell], {})).stdout);
  },
  { timeout: 300_000 },
);
after(() => rm(folder, { recursive: true }));

/** @param {import('node:test').TestContext} t @param {string} program */
function needs(t, program) {
  if (findProgram(program)) return true;
  assert.ok(!process.env.CI, `${program} is not on PATH`);
  t.skip(`${program} is not on PATH`);
  return false;
}

/** @param {string} program @param {string[]} args */
const outputOf = async (program, args) => (await promisify(execFile)(program, args, { cwd: folder, timeout })).stdout;

/** @param {string} text */
const joined = (text) => text.replace(/\s+/g, ' ');

/** Returns all terms of the interface with their texts. */
const terms = () => [
  ...FORMS,
  ...OPTIONS.map((/** @type {any} */ { name, help }) => [`--${name}`, help]),
  ...NOTES.flatMap((/** @type {any} */ [, rows]) => rows),
];

test('--help has at most the columns of the terminal if its longest word fits, and breaks lines between words', {
  timeout,
}, async () => {
  const all = joined((await run(['--help'], {})).stdout);
  for (const columns of [50, 60, 79, 80, 200]) {
    const { stdout } = await run(['--help', '--no-color'], {}, { terminal: { isTTY: true, columns, rows: 24 } });
    for (const line of stdout.split('\n')) assert.ok(line.length <= Math.min(columns, 80), line);
    assert.equal(joined(stdout), all);
  }
});

test('--help has every text of the interface, and at most 80 columns', { timeout }, async () => {
  const { code, stdout } = await run(['--help'], {});
  assert.equal(code, 0);
  for (const [term, text] of terms()) {
    assert.ok(joined(stdout).includes(joined(term)), term);
    assert.ok(joined(stdout).includes(joined(text)), text);
  }
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
});

test('docs/reference.md has the text of --help', { timeout }, async () => {
  const reference = await readFile(new URL('docs/reference.md', root), 'utf8');
  const { stdout } = await run(['--help'], {});
  assert.ok(reference.includes(`\`\`\`text\n${stdout}\`\`\``), 'npm run readme updates it');
});

test('The man page is valid, and has every text of the interface', { timeout }, async (t) => {
  if (!needs(t, 'mandoc')) return;
  const { output } = await tryRun('mandoc', ['-T', 'lint', '-W', 'warning', 'page.1'], {
    cwd: folder,
    timeoutMs: timeout,
  });
  // The page has no date, so that builds are reproducible.
  assert.equal(output.replace(/^.*missing date.*\n/, ''), '');
  const page = joined(await outputOf('mandoc', ['-T', 'utf8', '-O', 'width=1000', 'page.1'])).replace(/.\x08/g, '');
  for (const [term, text] of terms()) {
    assert.ok(page.includes(joined(term)), term);
    assert.ok(page.includes(joined(text)), text);
  }
});

test('--version prints the version of the package', { timeout }, async () => {
  const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  assert.equal((await run(['--version'], {})).stdout, `${version}\n`);
});

test('--status accepts the statuses that the C core knows', { timeout }, async () => {
  const known = await readFile(new URL('src/statuses.def', root), 'utf8');
  const names = [...known.matchAll(/^X\((\w+),/gm)].map(([, name]) => name);
  assert.deepEqual([...STATUSES].sort(), names.sort());
});

/** Returns the completions of bash for the last word. @param {string[]} words */
async function bashCompletions(...words) {
  const script = `source ./bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _document_translation_status; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return (await outputOf('bash', ['-c', script, 'bash', 'document-translation-status', ...words])).trim().split('\n');
}

test('bash completes options and their values', { timeout }, async (t) => {
  if (!needs(t, 'bash')) return;
  assert.deepEqual(await bashCompletions('--wa'), ['--watch']);
  assert.deepEqual(await bashCompletions('--tok'), ['--token-file']);
  assert.deepEqual(await bashCompletions('--completions', ''), ['bash', 'zsh', 'fish']);
  assert.deepEqual(await bashCompletions('--progress', ''), ['live', 'plain', 'none']);
  assert.deepEqual(await bashCompletions('--key-file', ''), [''], 'bash completes file names itself');
  assert.equal((await bashCompletions('--')).length, OPTIONS.length);
  assert.match(await outputOf('bash', ['-c', 'source ./bash; complete -p document-translation-status']), /-o default/);
});

test('fish completes options and their values', { timeout }, async (t) => {
  if (!needs(t, 'fish')) return;
  /** @param {string} line */
  const completions = async (line) =>
    (
      await outputOf('fish', ['--no-config', '-c', `source fish; complete -C 'document-translation-status ${line}'`])
    ).trim();
  assert.match(await completions('--wa'), /^--watch\tShow each change/);
  const shells = (await completions('--completions ')).split('\n').map((line) => line.split('\t')[0]);
  assert.deepEqual(shells.sort(), ['bash', 'fish', 'zsh']);
  assert.match(await completions('sim'), /^simulate/);
  assert.match(await completions('-'), /^-V\tPrint the version\.$/m);
  assert.match(await completions('-'), /^-v\tPrint the version\.$/m);
  assert.equal((await completions('--')).split('\n').length, OPTIONS.length);
});

test('zsh registers the completions, and gets a specification for each option', { timeout }, async (t) => {
  if (!needs(t, 'zsh')) return;
  const script = `autoload -Uz compinit && compinit -u -D && source ./zsh && print -r -- $_comps[document-translation-status]
    _arguments() { print -rl -- "$@" }; _document_translation_status`;
  const [registered, ...specs] = (await outputOf('zsh', ['-f', '-c', script])).trim().split('\n');
  assert.equal(registered, '_document_translation_status');
  for (const { name, value } of OPTIONS) {
    const spec = specs.find((text) => text.replace(/^\(.*\)/, '').startsWith(`--${name}${value ? '=' : '['}`));
    assert.ok(spec, name);
  }
});
