// Runs `npm run check`, a test for each check.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHECKS } from '../../tools/check.js';
import { ToolError } from '../../tools/lib/process.js';

for (const [name, check] of Object.entries(CHECKS))
  test(name, { timeout: 600_000 }, async (t) => {
    const reason = await check().catch((error) => {
      if (error instanceof ToolError) assert.fail(`${error.message}\n${error.output}`);
      throw error;
    });
    if (reason) t.skip(reason);
  });
