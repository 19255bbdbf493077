// npm run coverage: the coverage of src/ by the native tests and the fuzzers' seeds, in lines and branches.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { listFiles, root } from '../../tools/lib/files.js';
import { findProgram, isMain, run, runMain } from '../../tools/lib/process.js';
import { table } from '../faults/table.js';
import { buildTargets, runTarget, TARGETS } from './fuzz.js';
import { plant } from './seeds.js';

/** @param {string} name */
const llvm = (name) => findProgram(name) ?? findProgram(`${name}-14`) ?? name;

/**
 * @typedef {object} Covered
 * @property {string} file
 * @property {{ count: number, covered: number }} lines
 * @property {{ count: number, covered: number }} branches
 * @property {string[]} uncovered the lines that never run, and the conditions that always have the same value
 */

/** @returns {Promise<Covered[]>} */
export async function measure() {
  const folder = await buildTargets('coverage');
  const { corpus } = plant(join(root, 'build/coverage-corpus'));
  const profiles = join(root, 'build/coverage-profiles');
  rmSync(profiles, { recursive: true, force: true });
  mkdirSync(profiles);
  const tests = readdirSync(folder).filter((name) => name.endsWith('_test'));
  const options = { timeoutMs: 120_000, cwd: root };
  for (const test of tests)
    await run(join(folder, test), [], {
      ...options,
      env: { ...process.env, LLVM_PROFILE_FILE: join(profiles, `${test}.profraw`) },
    });
  for (const target of TARGETS)
    await runTarget(folder, target, ['-runs=0', corpus(target)], {
      timeoutMs: 120_000,
      env: { LLVM_PROFILE_FILE: join(profiles, `${target}.profraw`) },
    });
  const merged = join(profiles, 'all.profdata');
  await run(
    llvm('llvm-profdata'),
    ['merge', '-o', merged, ...readdirSync(profiles).map((name) => join(profiles, name))],
    options,
  );
  const programs = [...tests, ...TARGETS.map((target) => `${target}_fuzz`)].map((name) => join(folder, name));
  const objects = programs.flatMap((program, index) => (index ? ['-object', program] : [program]));
  const paths = listFiles('src')
    .filter((path) => path.endsWith('.c'))
    .map((path) => join(root, path));
  const json = await run(llvm('llvm-cov'), ['export', '-instr-profile', merged, ...objects, ...paths], options);
  const { files } = JSON.parse(json.slice(json.indexOf('{'))).data[0];
  return files.map((/** @type {any} */ file) => {
    const name = relative(join(root, 'src'), file.filename);
    const text = readFileSync(file.filename, 'utf8').split('\n');
    let [count, covered] = [0, 0];
    const missed = missedLines(file.segments, text.length);
    /** @type {string[]} */
    const halves = [];
    for (const [key, taken] of mergeBranches(file.branches)) {
      count += 2;
      covered += Number(taken[0]) + Number(taken[1]);
      const [line, column, endLine, endColumn] = key.split(':').map(Number);
      if ((taken[0] && taken[1]) || missed.includes(line)) continue;
      const condition = text[line - 1].slice(column - 1, endLine === line ? endColumn - 1 : undefined).trim();
      halves.push(`src/${name}: ${condition} is never ${taken[0] ? 'false' : 'true'} in ${text[line - 1].trim()}`);
    }
    return {
      file: name,
      lines: file.summary.lines,
      branches: { count, covered },
      uncovered: [...missed.map((line) => `src/${name}: nothing runs ${text[line - 1].trim()}`), ...halves],
    };
  });
}

/**
 * Merges the results of all programs for each condition. Leaves out conditions that the compiler folded.
 * @param {number[][]} branches
 */
function mergeBranches(branches) {
  /** @type {Map<string, [boolean, boolean]>} */
  const merged = new Map();
  for (const [line, column, endLine, endColumn, whenTrue, whenFalse] of branches) {
    const key = [line, column, endLine, endColumn].join(':');
    const taken = merged.get(key) ?? [false, false];
    merged.set(key, [taken[0] || whenTrue > 0, taken[1] || whenFalse > 0]);
  }
  return merged;
}

/** The lines that never run. @param {any[][]} segments @param {number} count of lines @returns {number[]} */
function missedLines(segments, count) {
  const missed = new Set();
  for (const [index, [line, , runs, hasCount, , isGap]] of segments.entries()) {
    if (!hasCount || isGap || runs > 0) continue;
    const end = segments[index + 1]?.[0] ?? count;
    for (let at = line; at <= end; at++) missed.add(at);
  }
  for (const [index, [line, , runs, hasCount]] of segments.entries()) {
    if (!hasCount || runs === 0) continue;
    for (let at = line; at <= (segments[index + 1]?.[0] ?? line); at++) missed.delete(at);
  }
  return [...missed];
}

/** @param {Covered[]} files */
export function summary(files) {
  const cell = (/** @type {{ count: number, covered: number }} */ { count, covered }) =>
    `${covered} of ${count}, ${(count ? (100 * covered) / count : 100).toFixed(1)} %`;
  const sum = (/** @type {'lines' | 'branches'} */ what) => ({
    count: files.reduce((total, file) => total + file[what].count, 0),
    covered: files.reduce((total, file) => total + file[what].covered, 0),
  });
  const rows = files.map(({ file, lines, branches }) => [`src/${file}`, cell(lines), cell(branches)]);
  return table([['file', 'lines', 'branches'], ...rows, ['all', cell(sum('lines')), cell(sum('branches'))]]);
}

if (isMain(import.meta.url))
  runMain(async () => {
    const files = await measure();
    for (const line of summary(files)) console.log(line);
    for (const line of files.flatMap(({ uncovered }) => uncovered)) console.log(line);
  });
