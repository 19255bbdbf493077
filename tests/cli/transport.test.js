// Proves the contract list through the command's transport: no call can tell it from fetch.
import { after, before, test } from 'node:test';
import {
  createClient,
  DocumentTranslationError,
  isTerminal,
  parseOperationLocation,
} from 'document-translation-status';
import * as assert from '../contract/assert.js';
import { cases } from '../contract/cases.js';
import { connect } from '../contract/control.js';
import { CASE_TIMEOUT_MS, describeRuntime } from '../contract/run.js';
import { startService } from '../contract/service.js';

const { nodeFetch } = await import(new URL('../../dist/cli/transport.js', import.meta.url).href);
const runtime = describeRuntime();

/** @type {Awaited<ReturnType<typeof startService>>} */
let server;
/** @type {import('../contract/kit.js').Tools} */
let tools;

before(async () => {
  server = await startService();
  tools = {
    createClient: (options) => createClient({ fetch: nodeFetch, ...options }),
    DocumentTranslationError,
    isTerminal,
    parseOperationLocation,
    assert,
    runtime,
    service: connect(server.url),
  };
});
after(() => server.close());

for (const { name, when, run } of cases.filter((one) => one.name.startsWith('over HTTP'))) {
  const skip = when && !when(runtime) && 'not for Node';
  test(name, { skip, timeout: CASE_TIMEOUT_MS }, () => run(tools));
}
