// The setup: locks, steps that run only when their inputs have changed, and the version of Emscripten.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { promisify } from 'node:util';
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

/**
 * Finds the toolchain as an ordinary user of a machine that is not Debian, with stubs of all programs: emsdk is not downloaded.
 * @param {{ programs?: string[], emsdk?: string, env?: Record<string, string>, args?: string[] }} machine
 *   programs: those on PATH; emsdk: where it is installed, in the home folder
 */
async function findOn({ programs = ['cmake', 'ninja'], emsdk, env = {}, args = [] }) {
  const [bin, home] = ['bin', 'home'].map((name) => join(folder, name));
  for (const path of [bin, home]) mkdirSync(path);
  /** @param {string} path @param {string} script */
  const stub = (path, script) => writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const makeEmcc = (/** @type {string} */ at) =>
    `mkdir -p "${at}/upstream/emscripten" && printf '#!/bin/sh\\necho "emcc (Emscripten) 4.0.22"' > "${at}/upstream/emscripten/emcc" && chmod +x "${at}/upstream/emscripten/emcc"`;
  for (const name of programs) stub(join(bin, name), 'exit 0');
  // git clone makes an emsdk whose `install` makes emcc.
  stub(join(folder, 'emsdk'), `[ "$1" = install ] && { ${makeEmcc(join(home, 'emsdk'))}; }; exit 0`);
  stub(join(bin, 'git'), `for last; do :; done; mkdir "$last" && cp "${join(folder, 'emsdk')}" "$last/emsdk"`);
  for (const name of ['sh', 'mkdir', 'printf', 'chmod', 'cp']) symlinkSync(`/bin/${name}`, join(bin, name));
  if (emsdk) await promisify(execFile)('sh', ['-c', makeEmcc(join(home, emsdk))]);
  for (const path of [folder, home]) chmodSync(path, 0o777);
  const code = `import { findToolchain } from ${JSON.stringify(String(new URL('../../tools/setup/toolchain.js', import.meta.url)))};
    findToolchain().then(({ id }) => console.log(id), (error) => console.log(error.message));`;
  const script = join(folder, 'find.mjs');
  writeFileSync(script, code);
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], {
    ...user,
    env: { PATH: bin, HOME: home, ...env },
    cwd: folder,
  });
  return { stdout: stdout.trim(), home };
}

const FOUND = 'emcc (Emscripten) 4.0.22';

test('Emscripten is found in ~/emsdk', async () => {
  assert.equal((await findOn({ emsdk: 'emsdk' })).stdout, FOUND);
});

test('Emscripten is found in the folder that EMSDK names', async () => {
  const env = { EMSDK: join(folder, 'home/tools/emsdk') };
  assert.equal((await findOn({ emsdk: 'tools/emsdk', env })).stdout, FOUND);
});

test('Without Emscripten, one command is printed that installs it', async () => {
  const { stdout, home } = await findOn({});
  assert.match(
    stdout,
    /^The build needs Emscripten 4\.0\.21 or newer\. To install it, add --yes, or run:\ngit clone .*$/,
  );
  assert.ok(stdout.endsWith(` && ${home}/emsdk/emsdk install latest && ${home}/emsdk/emsdk activate latest`), stdout);
});

test('With --yes, Emscripten is installed', async () => {
  assert.equal((await findOn({ args: ['--yes'] })).stdout, FOUND);
});

test('With CI, Emscripten is installed', async () => {
  assert.equal((await findOn({ env: { CI: '1' } })).stdout, FOUND);
});

test('Without cmake or ninja, the message names them', async () => {
  assert.match((await findOn({ programs: ['cmake'] })).stdout, /^The build needs ninja on PATH\./);
});
