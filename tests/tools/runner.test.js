// The test runner: the suites that a name selects, concurrency, and output.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeEnd, describeRun } from '../../tools/test/report.js';
import { runSuites, SUITES_AT_ONCE } from '../../tools/test/run-all.js';
import { checkSuites, RUNS, SUITES, selectSuites } from '../../tools/test/suites.js';

const tierOf = (/** @type {string} */ name) => SUITES[name].tier;

test('an unknown name fails with a list of tiers and suites', () => {
  for (const name of ['nonsense', 'toString'])
    assert.throws(
      () => selectSuites(['core', name]),
      ({ message }) =>
        message.startsWith(`There is no tier or suite ${name}. Tiers: core, default, places, all. Suites: `) &&
        Object.keys(SUITES).every((suite) => message.includes(suite)),
    );
});

test('without a name all suites except the tier `places` run, and `all` adds that tier', () => {
  assert.deepEqual(selectSuites([]), selectSuites(['default']));
  assert.deepEqual(new Set(selectSuites(['core']).map(tierOf)), new Set(['core']));
  assert.deepEqual(new Set(selectSuites([]).map(tierOf)), new Set(['core', 'default']));
  assert.deepEqual(selectSuites(['all']), Object.keys(SUITES));
  assert.deepEqual(
    selectSuites(['places', 'core', 'json', 'json']).length,
    selectSuites(['core', 'places']).length + 1,
  );
});

test('`all` runs the tier of each suite', () => {
  for (const { tier } of Object.values(SUITES)) assert.ok(RUNS.all.includes(tier), tier);
});

test('each folder of tests/ has a tier, and a folder without one fails', () => {
  checkSuites();
  assert.throws(() => checkSuites(['a'], ['a', 'b']), { message: /^tests\/b has no tier\. / });
  assert.throws(() => checkSuites(['a', 'b'], ['a']), { message: /^tests\/b has no \*\.test\.js file\. / });
});

/** @param {string} name */
const resultOf = (name, failed = 0) => ({ name, passed: 2, failed, skipped: 1, seconds: 61, output: 'the output\n' });

test('suites run concurrently up to a limit, and the marked ones run alone afterwards', async () => {
  const names = selectSuites(['all']);
  /** @type {Set<string>} */
  const running = new Set();
  let most = 0;
  let hasAloneStarted = false;
  const listener = {
    onStart(/** @type {string} */ name) {
      running.add(name);
      most = Math.max(most, running.size);
      if (SUITES[name].alone) hasAloneStarted = true;
      assert.ok(!hasAloneStarted || (SUITES[name].alone && running.size === 1), [...running].join());
    },
    onEnd: (/** @type {{ name: string }} */ { name }) => void running.delete(name),
  };
  const results = await runSuites(names, listener, async (name) => {
    await new Promise((resolve) => setImmediate(resolve));
    return resultOf(name);
  });
  assert.deepEqual(
    results.map(({ name }) => name),
    names,
  );
  assert.equal(most, SUITES_AT_ONCE);
  assert.ok(hasAloneStarted, 'A suite runs alone');
});

test('the output of a failed suite is printed completely; of other suites, only skipped tests and table lines', () => {
  const output = '✔ a test (1ms)\n  ﹣ another test (1ms) # not on PATH\n| 1 KB\nℹ pass 1\n';
  assert.equal(
    describeEnd({ ...resultOf('json', 1), output }),
    `✖ json: 2 passed, 1 failed, 1 skipped (1 min 01 s)\n${output.trimEnd()}`,
  );
  assert.equal(
    describeEnd({ ...resultOf('json'), output }),
    '✔ json: 2 passed, 1 skipped (1 min 01 s)\n  ﹣ another test (1ms) # not on PATH\n| 1 KB',
  );
});

test('a run ends with a table of suites and the totals', () => {
  const lines = describeRun([resultOf('json'), resultOf('client', 3)], 62).split('\n');
  assert.match(lines[1], /^json +default +2 +0 +1 +1 min 01 s$/);
  assert.match(lines[2], /^client +core +2 +3 +1 +1 min 01 s$/);
  assert.deepEqual(lines.slice(3), [
    '',
    '4 passed, 3 failed, 2 skipped in 1 min 02 s (2 min 02 s of suites)',
    'Failed: client',
  ]);
});
