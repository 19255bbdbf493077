// Proves the contract list in Node: what the client does, through its public surface.

import { after, afterEach, before, test } from 'node:test';
import {
  createClient,
  DocumentTranslationError,
  isTerminal,
  parseOperationLocation,
} from 'document-translation-status';
import * as assert from './assert.js';
import { cases } from './cases.js';
import { connect } from './control.js';
import { CASE_TIMEOUT_MS, describeRuntime } from './run.js';
import { startService } from './service.js';

const runtime = describeRuntime();
const given = { createClient, DocumentTranslationError, isTerminal, parseOperationLocation, assert, runtime };

/** @type {Awaited<ReturnType<typeof startService>>} */
let server;
/** @type {import('./control.js').Service} */
let service;

before(async () => {
  server = await startService();
  service = connect(server.url);
});
after(() => server.close());
afterEach(() => {
  const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  assert.equal(timers, 0, 'The number of timers left behind');
});

for (const { name, when, run } of cases) {
  const skip = when && !when(runtime) && 'not for Node';
  test(name, { skip, timeout: CASE_TIMEOUT_MS }, () => run({ ...given, service }));
}
