// Applies each mutant of the table to the C and checks that a native test of the same file fails. `npm run mutants` runs all of them, and
// `npm run mutants -- TEXT` those whose file or code contains TEXT.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../tools/lib/files.js';
import { buildNative } from '../../tools/build/native.js';
import { isMain, run, runMain, ToolError, tryRun } from '../../tools/lib/process.js';
import { table } from '../faults/table.js';
import { locate } from './locate.js';
import { MUTANTS } from './mutants.table.js';

const CORES = availableParallelism();

/**
 * @typedef {import('./mutants.table.js').Mutant} Mutant
 * @typedef {object} Verdict
 * @property {Mutant} mutant
 * @property {string} seen the test that failed, or '' if none did
 * @property {string} [problem] why the mutant could not be compiled or applied
 */

/** The file that is compiled for a mutant. statuses.def is included by status.c. */
const compiledFor = (/** @type {Mutant} */ { file }) => (file === 'statuses.def' ? 'status.c' : file);
/** The tests of a file, unless they have its name. @type {Record<string, string[]>} */
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
 * The name of the first test that fails, or '' if none does.
 * @param {string} program
 */
async function firstFailure(program) {
  try {
    const { code, output } = await tryRun(program, [], { timeoutMs: 60_000, what: 'it' });
    if (code === 0) return '';
    return (/\[ {2}FAILED {2}\] (\w+)$/m.exec(output)?.[1] ?? `exit code ${code}`).replaceAll('_', ' ');
  } catch (error) {
    return /** @type {ToolError} */ (error).message; // the program crashed or reached the time limit
  }
}

/**
 * The build's commands for a file and one of its tests, as a shell command that compiles `source` in place of the file and links the test as `out`.
 * @param {string} build the build folder
 * @param {Mutant} mutant
 * @param {string} test
 * @param {string} source the file with the mutant
 * @param {string} out
 */
async function commandsFor(build, mutant, test, source, out) {
  const file = `src/${compiledFor(mutant)}`;
  const output = await run('ninja', ['-t', 'commands', test], { timeoutMs: 60_000, cwd: build });
  const lines = output.split('\n');
  const compile = lines.find((line) => line.endsWith(` -c ${join(root, file)}`));
  const link = lines.find((line) => line.includes(` -o ${test} `));
  if (!compile || !link)
    throw new ToolError(
      `tests/mutants/mutants.js does not recognise the commands that build ${test}. Adapt commandsFor to them.`,
    );
  const object = `${out}.o`;
  const compileMutant = compile
    .replace(/ -MD -MT \S+ -MF \S+ -o \S+ -c \S+$/, ` -o ${object} -c ${source}`)
    .replace(/^(\S+)/, `$1 -I${dirname(source)} -I${join(root, 'src')}`);
  // The linker uses the object with the mutant in place of the library's.
  return `${compileMutant} && ${link.replace(` -o ${test} `, ` -o ${out} `).replace('libcore.a', `${object} libcore.a`)}`;
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
    const { from, to } = locate({ ...mutant, file: path }, text, 'tests/mutants/mutants.table.js');
    writeFileSync(join(folder, mutant.file), text.slice(0, from) + mutant.replace + text.slice(to));
    // A copy beside the mutant, because #include "…" looks in the folder of the file first.
    const source = join(folder, compiledFor(mutant));
    if (mutant.file !== compiledFor(mutant))
      writeFileSync(source, readFileSync(join(root, 'src', compiledFor(mutant)), 'utf8'));
    let seen = '';
    for (const test of testsFor(mutant)) {
      const out = join(folder, test);
      const commands = await commandsFor(build, mutant, test, source, out);
      const { code, output } = await tryRun('sh', ['-c', commands], { timeoutMs: 120_000, cwd: build });
      if (code)
        return {
          mutant,
          seen: '',
          problem: `it does not compile. Correct it in tests/mutants/mutants.table.js: ${output.slice(0, 2000)}`,
        };
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
    if (seen) throw new ToolError(`${test} fails without a mutant: ${seen}`);
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
 * A row for each file: the number of its mutants, and how many of them its tests noticed.
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
  return table([['mutants of', 'count', 'seen', 'missed'], ...rows, ['all', sum(1), sum(2), sum(3)]]);
}

const onOneLine = (/** @type {string} */ text) => text.replace(/\s+/g, ' ') || 'nothing';

/** @param {Verdict} verdict */
export const describe = ({ mutant: { file, find, replace }, problem }) =>
  `src/${file}: ${onOneLine(replace)} instead of ${onOneLine(find)}${problem ? `: ${problem}` : ''}`;

if (isMain(import.meta.url))
  runMain(async () => {
    const [text = ''] = process.argv.slice(2);
    const verdicts = await tryMutants(MUTANTS.filter(({ file, find }) => `${file} ${find}`.includes(text)));
    for (const verdict of verdicts)
      console.log(`${verdict.seen ? 'seen  ' : 'MISSED'}  ${describe(verdict)}${verdict.seen && ` (${verdict.seen})`}`);
    console.log(`\n${summarize(verdicts).join('\n')}`);
    return verdicts.every(({ seen }) => seen) ? 0 : 1;
  });
