// Puts the faults of the table into the C, one at a time, and expects the native tests of the file to fail for each.
// `npm run mutants`, or `npm run mutants -- TEXT` for those whose code has the text.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../tools/lib/files.js';
import { buildNative } from '../../tools/build/native.js';
import { isMain, run, runMain, ToolError, tryRun } from '../../tools/lib/process.js';
import { locate } from '../client/guards.table.js';
import { table } from '../faults/table.js';
import { MUTANTS } from './mutants.table.js';

const CORES = availableParallelism();

/**
 * @typedef {import('./mutants.table.js').Mutant} Mutant
 * @typedef {object} Verdict
 * @property {Mutant} mutant
 * @property {string} seen the test that failed; '' if none did
 * @property {string} [problem] why it could not be tried
 */

/** The file that is compiled for a mutant: a table belongs to the file that includes it. */
const compiledFor = (/** @type {Mutant} */ { file }) => (file === 'statuses.def' ? 'status.c' : file);
/** The tests of files that are tested by other tests than the one of the same name. @type {Record<string, string[]>} */
const TESTS = {
  'operation_url.c': ['operation_url', 'operation_location'],
  'span.c': ['operation_url'],
  'writer.c': ['list_query'],
  'member_checks.c': ['document', 'batch', 'list_page'],
  'statuses.def': ['staleness'],
};
const testsFor = (/** @type {Mutant} */ { file }) =>
  (TESTS[file] ?? [file.replace('.c', '')]).map((name) => `${name}_test`);

/**
 * The first test that fails, in words; '' if none does.
 * @param {string} program
 */
async function firstFailure(program) {
  try {
    const { code, output } = await tryRun(program, [], { timeoutMs: 60_000, what: 'it' });
    if (code === 0) return '';
    return (/\[ {2}FAILED {2}\] (\w+)$/m.exec(output)?.[1] ?? `exit code ${code}`).replaceAll('_', ' ');
  } catch (error) {
    return /** @type {ToolError} */ (error).message; // it crashed, or doesn't end
  }
}

/**
 * The build's own commands for a file and one of its tests, as one line that builds `out` with another file in its place.
 * @param {string} build its folder
 * @param {Mutant} mutant
 * @param {string} test
 * @param {string} source the file with the fault
 * @param {string} out
 */
async function commandsFor(build, mutant, test, source, out) {
  const file = `src/${compiledFor(mutant)}`;
  const said = await run('ninja', ['-t', 'commands', test], { timeoutMs: 60_000, cwd: build });
  const lines = said.split('\n');
  const compile = lines.find((line) => line.endsWith(` -c ${join(root, file)}`));
  const link = lines.find((line) => line.includes(` -o ${test} `));
  if (!compile || !link) throw new ToolError(`The build of ${test} has other commands than this was written for.`);
  const object = `${out}.o`;
  const compileIt = compile
    .replace(/ -MD -MT \S+ -MF \S+ -o \S+ -c \S+$/, ` -o ${object} -c ${source}`)
    .replace(/^(\S+)/, `$1 -I${dirname(source)} -I${join(root, 'src')}`);
  // What the fault's file defines is not taken from the library.
  return `${compileIt} && ${link.replace(` -o ${test} `, ` -o ${out} `).replace('libcore.a', `${object} libcore.a`)}`;
}

/**
 * @param {string} build
 * @param {Mutant} mutant
 * @returns {Promise<Verdict>}
 */
async function attempt(build, mutant) {
  const folder = mkdtempSync(join(build, 'mutant-'));
  try {
    const path = `src/${mutant.file}`;
    const text = readFileSync(join(root, path), 'utf8');
    const { from, to } = locate({ ...mutant, file: path }, text);
    writeFileSync(join(folder, mutant.file), text.slice(0, from) + mutant.replace + text.slice(to));
    // A copy, because #include "…" looks beside the file first.
    const source = join(folder, compiledFor(mutant));
    if (mutant.file !== compiledFor(mutant))
      writeFileSync(source, readFileSync(join(root, 'src', compiledFor(mutant)), 'utf8'));
    let seen = '';
    for (const test of testsFor(mutant)) {
      const out = join(folder, test);
      const commands = await commandsFor(build, mutant, test, source, out);
      const { code, output } = await tryRun('sh', ['-c', commands], { timeoutMs: 120_000, cwd: build });
      if (code) return { mutant, seen: '', problem: `it does not compile, mend the table: ${output.slice(0, 2000)}` };
      seen ||= await firstFailure(out);
    }
    return { mutant, seen };
  } catch (error) {
    return { mutant, seen: '', problem: /** @type {Error} */ (error).message };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {Mutant[]} [mutants]
 * @returns {Promise<Verdict[]>} in their order
 */
export async function tryMutants(mutants = MUTANTS) {
  const build = await buildNative('mutants');
  for (const test of new Set(mutants.flatMap(testsFor))) {
    const seen = await firstFailure(join(build, test));
    if (seen) throw new ToolError(`${test} fails as it is: ${seen}`);
  }
  /** @type {Verdict[]} */
  const verdicts = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < mutants.length; index = next++)
      verdicts[index] = await attempt(build, mutants[index]);
  };
  await Promise.all(Array.from({ length: CORES }, work));
  return verdicts;
}

/**
 * A line for each file: how many faults, and how many of them its tests have seen.
 * @param {Verdict[]} verdicts
 */
export function summarize(verdicts) {
  const files = [...new Set(verdicts.map(({ mutant }) => mutant.file))];
  const rows = files.map((file) => {
    const own = verdicts.filter(({ mutant }) => mutant.file === file);
    const seen = own.filter((verdict) => verdict.seen).length;
    return [`src/${file}`, String(own.length), String(seen), String(own.length - seen)];
  });
  const sum = (/** @type {number} */ column) => String(rows.reduce((total, row) => total + Number(row[column]), 0));
  return table([['faults put into', 'count', 'seen', 'missed'], ...rows, ['all', sum(1), sum(2), sum(3)]]);
}

const inOneLine = (/** @type {string} */ text) => text.replace(/\s+/g, ' ') || 'nothing';

/** @param {Verdict} verdict */
export const describe = ({ mutant: { file, find, replace }, problem }) =>
  `src/${file}: ${inOneLine(replace)} instead of ${inOneLine(find)}${problem ? `: ${problem}` : ''}`;

if (isMain(import.meta.url))
  runMain(async () => {
    const [text = ''] = process.argv.slice(2);
    const verdicts = await tryMutants(MUTANTS.filter(({ file, find }) => `${file} ${find}`.includes(text)));
    for (const verdict of verdicts)
      console.log(`${verdict.seen ? 'seen  ' : 'MISSED'}  ${describe(verdict)}${verdict.seen && ` (${verdict.seen})`}`);
    console.log(`\n${summarize(verdicts).join('\n')}`);
    return verdicts.every(({ seen }) => seen) ? 0 : 1;
  });
