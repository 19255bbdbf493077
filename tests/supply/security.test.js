// Each claim of SECURITY.md names tests that exist.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../tools/lib/files.js';

const read = (/** @type {string} */ file) => readFileSync(join(root, file), 'utf8');

/** Rows of tables. The last cell names tests: `file`: “name”, “name”. A name may be a constant part of a generated name. */
const rows = read('SECURITY.md')
  .split('\n')
  .filter((line) => /^\| (?!---|can|can not|who)/.test(line));

test('each claim of SECURITY.md names tests that exist', () => {
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
