// The cases about importing: importing an entry has no side effects, and two copies of the package work side by side.

import * as assert from '../contract/assert.js';
import { ask, REQUIRED, reply, stub } from '../contract/kit.js';
import { watchRuntime } from './spies.js';

/** @typedef {import('../contract/run.js').Result} Result */

/**
 * @param {Record<string, () => Promise<any>>} entries
 * @param {() => Promise<any>} importCopy the main entry of another copy
 * @returns {Promise<Result[]>}
 */
export async function runImports(entries, importCopy) {
  /** @type {Result[]} */
  const results = [];
  /** @param {string} name @param {() => Promise<void>} run */
  const attempt = (name, run) =>
    run().then(
      () => results.push({ name }),
      (error) => results.push({ name, error: `${error}\n${error?.stack}` }),
    );

  await attempt('the check for side effects finds one', async () => {
    const stop = watchRuntime();
    if (!Object.isFrozen(Math)) Math.random();
    Object.assign(globalThis, { changedForATest: true });
    const seen = stop();
    Reflect.deleteProperty(globalThis, 'changedForATest');
    assert.ok(seen.includes('globalThis.changedForATest is new'));
    assert.ok(Object.isFrozen(Math) || seen.includes('Math.random is called'));
  });
  for (const [name, importEntry] of Object.entries(entries)) {
    await attempt(`importing ${name} calls no API of the runtime and changes no global`, async () => {
      const stop = watchRuntime();
      let seen;
      try {
        await importEntry();
      } finally {
        seen = stop();
      }
      assert.deepEqual(seen, []);
    });
  }
  await attempt(
    'two copies of the package work side by side, and `instanceof` accepts the errors of both',
    async () => {
      const [one, two] = [await entries['.'](), await importCopy()];
      assert.ok(one.DocumentTranslationError !== two.DocumentTranslationError, 'Both imports are the same copy');
      for (const copy of [one, two]) assert.deepEqual(await ask(copy, stub(reply())), REQUIRED);
      const errors = await Promise.all([one, two].map((copy) => assert.rejects(ask(copy, stub(reply('<'))))));
      for (const error of errors) {
        assert.equal(error.code, 'InvalidJson');
        assert.ok(error instanceof one.DocumentTranslationError && error instanceof two.DocumentTranslationError);
      }
    },
  );
  return results;
}
