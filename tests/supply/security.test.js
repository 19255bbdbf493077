// Proves that SECURITY.md claims nothing without a test: each row of its tables names a file, and a test that stands in it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../tools/lib/files.js';

const read = (/** @type {string} */ file) => readFileSync(join(root, file), 'utf8');

/** Rows of tables whose last cell is the claim's tests: [`file`](file) “name of a test”, …; a name may be the unchanging part of one. */
const rows = read('SECURITY.md')
  .split('\n')
  .filter((line) => /^\| (?!---|can|can not|who)/.test(line));

test('each claim of SECURITY.md points to tests', () => {
  assert.ok(rows.length > 25, `${rows.length} claims`);
  for (const row of rows) {
    const proofs = [...row.matchAll(/`(tests\/[^`]+)`: ((?:“[^”]+”(?:, )?)+)/g)];
    assert.ok(proofs.length > 0, `No test is named: ${row}`);
    for (const [, file, names] of proofs) {
      const text = read(file).replace(/\s+/g, ' ');
      for (const [, name] of names.matchAll(/“([^”]+)”/g))
        assert.ok(text.includes(name), `${file} has no test called ${name}: ${row}`);
    }
  }
});
