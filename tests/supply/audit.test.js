// Proves, where the registry answers, that no package which the product is built with or contains has a known vulnerability; and tells
// of those that only the tests use.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { listFiles, root } from '../../tools/lib/files.js';
import { tryRun } from '../../tools/lib/process.js';

const SUITES = listFiles('tests').filter(
  (file) => /^tests\/(?:(?!node_modules|build).)*\/package-lock\.json$/.test(file) && !file.includes('node_modules'),
);

/**
 * How many packages of a lock file have a known vulnerability, by severity; or why that can't be told.
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
    return { reason: /npm (?:error|warn|ERR!) .*/.exec(output)?.[0] ?? 'npm audit said nothing that can be read' };
  }
}

test('no package that the build needs has a known vulnerability', { timeout: 90_000 }, async (t) => {
  for (const folder of ['.', 'tools/build/declarations']) {
    const { counts, reason } = await audit(folder);
    if (!counts) return t.skip(`the registry does not answer npm audit: ${reason}`);
    assert.equal(counts.total, 0, `${folder}: ${JSON.stringify(counts)}`);
  }
});

test('what is known of the packages that only tests need is told', { timeout: 300_000 }, async (t) => {
  assert.ok(SUITES.length > 3, SUITES.join(' '));
  for (const file of SUITES) {
    const { counts, reason } = await audit(file.replace('/package-lock.json', ''));
    if (!counts) return t.skip(`the registry does not answer npm audit: ${reason}`);
    console.log(
      `| ${file}: ${counts.total} vulnerabilities, ${counts.high + counts.critical} of them high or critical`,
    );
  }
});
