// Builds the fuzz targets and runs them. `npm run fuzz` takes an hour in all, `npm run fuzz -- SECONDS` so long for each target.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildPreset } from '../../tools/build/native.js';
import { root } from '../../tools/lib/files.js';
import { findProgram, isMain, runMain, ToolError, tryRun } from '../../tools/lib/process.js';
import { aptInstall, isDebianRoot } from '../../tools/setup/apt.js';
import { plant } from './seeds.js';

export const TARGETS = ['url', 'headers', 'response', 'memory', 'module'];
const AN_HOUR = 3600;

/** clang with libFuzzer and the coverage tools; by apt where that can be done. */
async function findClang() {
  const has = () =>
    ['clang', 'cmake', 'ninja'].every(findProgram) &&
    Boolean(findProgram('llvm-cov') ?? findProgram('llvm-cov-14')) &&
    (process.platform !== 'linux' || existsSync('/usr/include/cmocka.h'));
  if (!has() && isDebianRoot())
    await aptInstall(
      ['clang', 'llvm', 'libclang-rt-14-dev', 'cmake', 'ninja-build', 'libcmocka-dev', 'libc6-dev'],
      has,
    );
  if (!has()) throw new ToolError('Fuzzing needs clang with libFuzzer, llvm-cov, cmake, ninja and cmocka on PATH.');
}

/** @param {string} preset of CMakePresets.json @returns {Promise<string>} its folder */
export async function buildTargets(preset) {
  await findClang();
  return buildPreset(preset);
}

/**
 * @param {string} folder of the build
 * @param {string} target
 * @param {string[]} args
 * @param {{ timeoutMs: number, env?: NodeJS.ProcessEnv }} options
 */
export async function runTarget(folder, target, args, { timeoutMs, env }) {
  const findings = join(root, 'build/fuzz-findings/');
  mkdirSync(findings, { recursive: true });
  const options = { timeoutMs, cwd: root, env: { ...process.env, ...env }, what: `The fuzzing of ${target}` };
  const { code, output } = await tryRun(
    join(folder, `${target}_fuzz`),
    [`-artifact_prefix=${findings}${target}-`, ...args],
    options,
  );
  if (code) throw new ToolError(`The fuzzing of ${target} found something: see ${findings}`, { output });
  const runs = Number(/^stat::number_of_executed_units:\s*(\d+)/m.exec(output)?.[1] ?? NaN);
  const edges = Number([...output.matchAll(/ cov: (\d+)/g)].at(-1)?.[1] ?? NaN);
  return { runs, edges };
}

/**
 * @param {number} seconds for each target
 * @param {number} [seed] of what is tried; another one each time without it
 * @returns {Promise<{ target: string, seeds: number, runs: number, edges: number }[]>}
 */
export async function fuzz(seconds, seed = 0) {
  const folder = await buildTargets('fuzz');
  const { dictionary, corpus, sizes } = plant(join(root, 'build/fuzz-corpus'));
  const args = [
    `-max_total_time=${seconds}`,
    `-seed=${seed}`,
    `-dict=${dictionary}`,
    '-print_final_stats=1',
    '-timeout=20',
    '-max_len=8192',
  ];
  const results = [];
  for (const target of TARGETS) {
    const limit = { timeoutMs: (seconds * 3 + 100) * 1000 };
    results.push({
      target,
      seeds: sizes[target],
      ...(await runTarget(folder, target, [...args, corpus(target)], limit)),
    });
  }
  return results;
}

if (isMain(import.meta.url))
  runMain(async () => {
    const seconds = Number(process.argv[2] ?? AN_HOUR / TARGETS.length);
    if (!(seconds > 0)) throw new ToolError('Give the seconds for each target as a number.');
    for (const { target, seeds, runs, edges } of await fuzz(seconds))
      console.log(`${target.padEnd(8)} ${seeds} seeds, ${runs} runs, ${edges} edges, nothing found`);
  });
