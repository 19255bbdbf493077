// The simulator in workerd, where only its fetch can be used.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startWorkerd } from '../hosts/workerd.js';

test('In workerd with nodejs_compat, a client follows a job through simulator.fetch', {
  timeout: 60_000,
}, async (t) => {
  const worker = await startWorkerd(new URL('run-in-workerd.js', import.meta.url), {
    compatibilityFlags: ['nodejs_compat'],
  });
  t.after(() => worker.close());
  assert.equal(await (await fetch(worker.url)).text(), 'Succeeded');
});
