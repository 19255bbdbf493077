// npm run check: the linter, the formatters, and the types of tools and tests. Those of the product are checked by the build.
import { build } from './build.js';
import { listFiles, root } from './inputs.js';
import { installPackages } from './packages.js';
import { findProgram, run, runMain, ToolError } from './process.js';
import { inStep } from './progress.js';
import { aptInstall, isDebianRoot } from './toolchain.js';

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
}

if (process.argv[1] === new URL(import.meta.url).pathname)
  runMain(async () => {
    await build();
    await check();
  });
