// The packages that build the product have no known vulnerability, as far as npm's registry responds.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../tools/lib/files.js';
import { tryRun } from '../../tools/lib/process.js';

/**
 * The number of packages of a lock file with a known vulnerability, by severity, or the reason why npm cannot tell.
 * @param {string} folder
 * @returns {Promise<{ counts?: Record<string, number>, reason?: string }>}
 */
async function audit(folder) {
  const options = { timeoutMs: 60_000, cwd: join(root, folder), what: 'npm audit' };
  const ended = await tryRun('npm', ['audit', '--json', '--package-lock-only'], options).catch((error) => error);
  const output = String(ended.output);
  try {
    const { metadata, message, error } = JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1));
    if (metadata) return { counts: metadata.vulnerabilities };
    return { reason: message ?? error?.summary };
  } catch {
    return { reason: /npm (?:error|warn|ERR!) .*/.exec(output)?.[0] ?? 'npm audit printed no result' };
  }
}

test('no package that the build needs has a known vulnerability', { timeout: 90_000 }, async (t) => {
  for (const folder of ['.', 'tools/build/declarations']) {
    const { counts, reason } = await audit(folder);
    if (!counts) return t.skip(`the registry does not respond to npm audit: ${reason}`);
    assert.equal(counts.total, 0, `${folder}: ${JSON.stringify(counts)}`);
  }
});
