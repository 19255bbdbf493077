// Takes each guard of the client out in turn, in a copy of the checkout, and wants a test to go red for it: a test that
// nothing can make fail proves nothing. `npm run guards`, or `npm run guards -- TEXT` for those whose code has the text.

import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../tools/build.js';
import { root } from '../../tools/lib/files.js';
import { runMain, ToolError, tryRun } from '../../tools/lib/process.js';
import { GUARDS, locate } from './guards.table.js';

const copy = join(root, 'build/guards');
const COPIED = ['package.json', 'package-lock.json', 'CMakeLists.txt', 'CMakePresets.json', 'tsconfig.build.json'];
const FOLDERS = ['src', 'web', 'tools', 'dist', 'build/wasm', 'build/wasm.inputs', 'build/dist.inputs'];
const TESTS = ['tests/client', 'tests/contract', 'tests/memory', 'tests/c'];

/** @param {string} file */
const isScript = (file) => file.startsWith('web/');

/** @param {string} path in the copy */
const read = (path) => readFileSync(join(copy, path), 'utf8');

/**
 * The names of the tests that fail.
 * @param {string} suite
 * @param {RegExp} [only]
 */
async function failingTests(suite, only) {
  const args = ['--test', '--test-reporter=tap', ...(only ? [`--test-name-pattern=${only}`] : []), suite];
  const options = { timeoutMs: 60_000, cwd: copy, what: suite };
  const output = await tryRun(process.execPath, args, options).then(
    (ended) => ended.output,
    (error) => String(error.output),
  );
  // A file that can't even be loaded fails under its own name, which proves nothing.
  return [...output.matchAll(/^not ok \d+ - (.*)$/gm)]
    .map(([, name]) => name)
    .filter((name) => !only || only.test(name));
}

/** Puts a file's new text where the tests find it. @param {string} file @param {string} text */
async function put(file, text) {
  if (isScript(file)) return writeFileSync(join(copy, 'dist', file.slice('web/'.length)), text);
  writeFileSync(join(copy, file), text);
  const options = { timeoutMs: 300_000, cwd: copy, what: 'The build' };
  const { code, output } = await tryRun(process.execPath, ['tools/build.js'], options);
  if (code) throw new ToolError(`Without a guard of ${file} the build fails.`, { output });
}

runMain(async () => {
  const [text = ''] = process.argv.slice(2);
  const wanted = GUARDS.filter(({ file, find }) => `${file} ${find}`.includes(text));
  const guards = wanted.sort((a, b) => Number(isScript(b.file)) - Number(isScript(a.file)));
  await build();
  rmSync(copy, { recursive: true, force: true });
  for (const path of [...COPIED, ...FOLDERS, ...TESTS, 'LICENSE', 'README.md'])
    cpSync(join(root, path), join(copy, path), { recursive: true, preserveTimestamps: true });
  // Each script as a file of its own, as the build's folding leaves none.
  cpSync(join(root, 'web'), join(copy, 'dist'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const suite of new Set(guards.map((guard) => guard.suite))) {
    const failing = await failingTests(suite);
    if (failing.length > 0) throw new ToolError(`${suite} fails as it is: ${failing.join(', ')}`);
  }
  let survivors = 0;
  for (const guard of guards) {
    const { file, find, replace = '', suite, test } = guard;
    const started = performance.now();
    const original = read(file);
    const { from, to } = locate(guard, original);
    await put(file, original.slice(0, from) + replace + original.slice(to));
    const failing = await failingTests(suite, test);
    // The module is built again for the next guard of the C anyway.
    if (isScript(file)) await put(file, original);
    else writeFileSync(join(copy, file), original);
    if (failing.length === 0) survivors++;
    const verdict = failing.length ? `${failing.length} red` : 'MISSED';
    const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
    console.log(`${verdict.padEnd(8)}${seconds} s  ${file}: ${find.trim().split('\n')[0]}`);
  }
  rmSync(copy, { recursive: true, force: true });
  console.log(`\n${guards.length} guards taken out, ${survivors} missed by the tests`);
  return survivors ? 1 : 0;
});
