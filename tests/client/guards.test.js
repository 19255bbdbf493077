// Proves that the table of guards speaks of the code as it is; that each guard is needed is what `npm run guards` proves.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { GUARDS, locate } from './guards.table.js';

test('each guard in the table stands once in its file', () => {
  for (const guard of GUARDS) {
    const text = readFileSync(new URL(`../../${guard.file}`, import.meta.url), 'utf8');
    const { from, to } = locate(guard, text);
    assert.ok(from < to);
  }
});
