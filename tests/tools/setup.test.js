// The setup: locks, steps that run only when their inputs have changed, and the version of Emscripten.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { hashInputs, onChange, root } from '../../tools/lib/files.js';
import { withLock } from '../../tools/lib/lock.js';
import { isNewEnough } from '../../tools/setup/toolchain.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('two holders of the same lock work one after the other', async () => {
  /** @type {string[]} */
  const order = [];
  const work = (/** @type {string} */ name) => async () => {
    order.push(`${name} starts`);
    await Promise.resolve();
    order.push(`${name} ends`);
  };
  await Promise.all([withLock(join(folder, 'lock'), work('a')), withLock(join(folder, 'lock'), work('b'))]);
  assert.deepEqual(order, ['a starts', 'a ends', 'b starts', 'b ends']);
});

test('the lock of a process that has ended is removed', async () => {
  const { hostname } = await import('node:os');
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }));
  assert.equal(await withLock(join(folder, 'lock'), async () => 'mine'), 'mine');
});

test('a step runs again only when an input changed or an output is missing', async () => {
  const input = join(folder, 'input');
  const here = (/** @type {string} */ path) => relative(root, join(folder, path));
  let runs = 0;
  const step = () =>
    onChange(here('stamp'), hashInputs([here('input')]), [here('output')], async () => {
      runs++;
      writeFileSync(join(folder, 'output'), '');
    });
  writeFileSync(input, 'a');
  await step();
  await step();
  assert.equal(runs, 1);
  writeFileSync(input, 'b');
  await step();
  assert.equal(runs, 2);
  rmSync(join(folder, 'output'));
  await step();
  assert.equal(runs, 3);
});

test('a step that failed runs again', async () => {
  const here = (/** @type {string} */ path) => relative(root, join(folder, path));
  await assert.rejects(
    onChange(here('stamp'), 'x', [], async () => {
      throw new Error('broken');
    }),
  );
  let ran = false;
  await onChange(here('stamp'), 'x', [], async () => {
    ran = true;
  });
  assert.ok(ran);
});

test('a step that failed with new inputs runs again when the old inputs are back', async () => {
  const here = (/** @type {string} */ path) => relative(root, join(folder, path));
  await onChange(here('stamp'), 'old', [], async () => {});
  await assert.rejects(
    onChange(here('stamp'), 'new', [], async () => {
      throw new Error('broken halfway');
    }),
  );
  let ran = false;
  await onChange(here('stamp'), 'old', [], async () => {
    ran = true;
  });
  assert.ok(ran);
});

test('an Emscripten without streaming fetch is too old', () => {
  const versionOutput = (/** @type {string} */ version) =>
    `emcc (Emscripten gcc/clang-like replacement + linker emulating GNU ld) ${version} (abc)`;
  assert.deepEqual(
    ['3.1.6', '4.0.20', '4.0.21', '4.1.0', '6.0.5'].map((version) => isNewEnough(versionOutput(version))),
    [false, false, true, true, true],
  );
  assert.equal(isNewEnough('nonsense'), false);
});
