// npm run check: biome, the types of tools and tests, clang-format, and clang-tidy with the clang static analyzer. The build checks the
// types of the product.
import { availableParallelism } from 'node:os';
import { build } from './build.js';
import { hashInputs, listFiles, onChange, root } from './lib/files.js';
import { findProgram, isMain, run, runMain, ToolError, tryRun } from './lib/process.js';
import { inStep } from './lib/progress.js';
import { aptInstall, isDebianRoot } from './setup/apt.js';
import { cjsonFolder } from './setup/cjson.js';
import { installPackages } from './setup/packages.js';

/** clang-tidy reads the C without Emscripten, with replacements for its headers. */
const TIDY_FLAGS = [
  ...['-std=c17', '-Wall', '-Wextra', '-Wconversion', '-Wno-unknown-attributes', '-Isrc'],
  ...['-isystem', 'tests/fuzz/emscripten', '-include', 'tests/fuzz/emscripten/builtins.h'],
];
const TIDY_INPUTS = ['src', '.clang-tidy', 'tests/fuzz/emscripten'];
const options = { timeoutMs: 300_000, cwd: root };

async function checkScripts() {
  await installPackages();
  await run('node_modules/.bin/biome', ['ci', '--colors=off', '.'], {
    ...options,
    what: 'biome (npm run format fixes the layout)',
  });
}

async function checkTypes() {
  await installPackages();
  await run('node_modules/.bin/tsc', ['-p', 'tsconfig.check.json'], { ...options, what: 'The check of the types' });
}

/** @param {string} program of the Debian package with the same name @returns {Promise<boolean>} whether it is on PATH */
async function need(program) {
  const isInstalled = () => Boolean(findProgram(program));
  if (!isInstalled() && isDebianRoot()) await aptInstall([program], isInstalled);
  return isInstalled();
}

async function checkFormat() {
  if (!(await need('clang-format'))) throw new ToolError('The check of the C needs clang-format on PATH.');
  const files = ['src', 'tests/c', 'tests/fuzz'].flatMap(listFiles).filter((file) => /\.[ch]$/.test(file));
  await run('clang-format', ['--dry-run', '-Werror', ...files], {
    ...options,
    what: 'clang-format (npm run format fixes it)',
  });
}

/** @returns {Promise<string | undefined>} why the analysis was skipped */
async function analyze() {
  if (!(await need('clang-tidy')))
    return 'clang-tidy is not on PATH, and only root on Debian can have it installed here';
  await onChange('build/tidy.inputs', hashInputs(TIDY_INPUTS), [], async () => {
    const flags = [...TIDY_FLAGS, '-isystem', await cjsonFolder()];
    const files = listFiles('src').filter((file) => file.endsWith('.c'));
    /** @type {string[]} */
    const findings = [];
    const work = async () => {
      for (let file = files.pop(); file; file = files.pop()) {
        const args = ['--quiet', file, '--', ...flags];
        const { code, output } = await tryRun('clang-tidy', args, { ...options, what: `clang-tidy of ${file}` });
        if (code) findings.push(output);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
    if (findings.length) throw new ToolError('clang-tidy reports problems in the C.', { output: findings.join('') });
  });
}

/**
 * The checks by name. A check throws a ToolError when it fails, and returns the reason when it was skipped.
 * @type {Record<string, () => Promise<string | void>>}
 */
export const CHECKS = {
  'biome: JavaScript and JSON': checkScripts,
  'TypeScript: the types of tools and tests': checkTypes,
  'clang-format: the layout of the C': checkFormat,
  'clang-tidy and the static analyzer: the C': analyze,
};

if (isMain(import.meta.url))
  runMain(async () => {
    await build();
    for (const [name, check] of Object.entries(CHECKS)) {
      const reason = await inStep(name, check);
      if (reason) console.log(`Skipped: ${reason}`);
    }
  });
