// Tests that the table of guards matches the code and the tests. `npm run guards` tests that each guard is needed.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cases } from '../contract/cases.js';
import { locate } from '../mutants/locate.js';
import { CONTRACT, GUARDS, TABLE } from './guards.table.js';

test('Each guard in the table stands once in its file', () => {
  for (const guard of GUARDS) {
    const text = readFileSync(new URL(`../../${guard.file}`, import.meta.url), 'utf8');
    const { from, to } = locate(guard, text, TABLE);
    assert.ok(from < to);
  }
});

test('Each guard that the contract tests names a case of the contract', () => {
  for (const { file, find, suite, test } of GUARDS)
    if (suite === CONTRACT)
      assert.ok(
        cases.some(({ name }) => test.test(name)),
        `No case of the contract has a name that matches ${test}. Change the row of ${TABLE} for ${file}: ${find}`,
      );
});

test('A guard whose text moved is an error that says what to do', () => {
  const row = { file: 'web/module/loader.js', find: 'this text stands in no file of the client' };
  assert.throws(
    () => locate(row, '', TABLE),
    /guards\.table\.js for web\/module\/loader\.js .*copy its new text into the row/s,
  );
  const twice = `${row.find}; ${row.find}`;
  assert.throws(() => locate(row, twice, TABLE), /stands in web\/module\/loader\.js 2 times/);
  const [guard] = GUARDS;
  assert.throws(() => locate({ ...guard, file: 'src/dts.h' }, '', TABLE), new RegExp(`It now stands in ${guard.file}`));
});
