// Runs the native unit tests of the C in each of their builds, and reports each of them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildNative, NATIVE_PRESETS } from '../../tools/build/native.js';
import { root } from '../../tools/lib/files.js';
import { tryRun } from '../../tools/lib/process.js';

const CASE = /\[ {7}OK \] (\w+)$|\[ {2}FAILED {2}\] (\w+)$/gm;

describe('the native tests', { timeout: 900_000 }, () => {
  for (const preset of NATIVE_PRESETS)
    test(`in the build ${preset}`, async (t) => {
      await buildNative(preset);
      const options = { timeoutMs: 300_000, cwd: root, what: 'The native tests' };
      const { code, output } = await tryRun('ctest', ['--preset', preset, '-V'], options);
      /** @type {Map<string, boolean>} */
      const passed = new Map();
      for (const [, ok, failed] of output.matchAll(CASE)) passed.set(ok ?? failed, !failed);
      for (const [name, hasPassed] of passed)
        await t.test(name, () => assert.ok(hasPassed, `The output of the build ${preset} says why`));
      assert.ok(passed.size > 50 && code === 0, output);
    });
});
