// npm run check: the linter, the formatters, the types of tools and tests, and clang-tidy with the clang static analyzer on the C. The
// types of the product are checked by the build.
import { availableParallelism } from 'node:os';
import { build } from './build.js';
import { hashInputs, listFiles, onChange, root } from './lib/files.js';
import { installPackages } from './setup/packages.js';
import { findProgram, run, runMain, ToolError, tryRun } from './lib/process.js';
import { inStep } from './lib/progress.js';
import { aptInstall, cjsonFolder, isDebianRoot } from './setup/toolchain.js';

/** The C, as far as clang-tidy can read it without Emscripten: with stand-ins for its headers. */
const TIDY = [
  ...['-std=c17', '-Wall', '-Wextra', '-Wconversion', '-Wno-unknown-attributes', '-Isrc'],
  ...['-isystem', 'tests/fuzz/emscripten', '-include', 'tests/fuzz/emscripten/builtins.h'],
];

/** What .clang-tidy asks for. @returns {Promise<string | undefined>} why it could not be done */
async function tidy() {
  const reason = 'clang-tidy is not on PATH, and only root on Debian can have it installed here';
  if (!findProgram('clang-tidy') && !isDebianRoot()) return reason;
  if (!findProgram('clang-tidy')) await aptInstall(['clang-tidy']);
  await onChange('build/tidy.inputs', hashInputs(['src', '.clang-tidy', 'tests/fuzz/emscripten']), [], analyze);
}

async function analyze() {
  const flags = [...TIDY, '-isystem', await cjsonFolder()];
  const files = listFiles('src').filter((file) => file.endsWith('.c'));
  const found = await inStep('Analyzing C', async () => {
    /** @type {string[]} */
    const outputs = [];
    const work = async () => {
      for (let file = files.pop(); file; file = files.pop()) {
        const options = { timeoutMs: 120_000, cwd: root, what: `clang-tidy of ${file}` };
        const { code, output } = await tryRun('clang-tidy', ['--quiet', file, '--', ...flags], options);
        if (code) outputs.push(output);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
    return outputs;
  });
  if (found.length) throw new ToolError('clang-tidy has found something in the C.', { output: found.join('') });
}

/** @returns {Promise<string[]>} what was left out, and why */
export async function check() {
  await installPackages();
  const options = { timeoutMs: 120_000, cwd: root };
  await inStep('Checking JavaScript', () =>
    run('node_modules/.bin/biome', ['ci', '--colors=off', '.'], {
      ...options,
      what: 'biome (npm run format mends the layout)',
    }),
  );
  await inStep('Checking the types of tools and tests', () =>
    run('node_modules/.bin/tsc', ['-p', 'tsconfig.check.json'], { ...options, what: 'Checking the types' }),
  );
  if (!findProgram('clang-format') && isDebianRoot()) await aptInstall(['clang-format']);
  if (!findProgram('clang-format')) throw new ToolError('The check of the C needs clang-format on PATH.');
  const sources = [...listFiles('src'), ...listFiles('tests/c'), ...listFiles('tests/fuzz')].filter((file) =>
    /\.[ch]$/.test(file),
  );
  await inStep('Checking C', () =>
    run('clang-format', ['--dry-run', '-Werror', ...sources], {
      ...options,
      what: 'clang-format (npm run format mends it)',
    }),
  );
  const reason = await tidy();
  return reason ? [`clang-tidy was skipped: ${reason}`] : [];
}

if (process.argv[1] === new URL(import.meta.url).pathname)
  runMain(async () => {
    await build();
    for (const line of await check()) console.log(line);
  });
