// Proves the contract list through what stands in for Node's fetch: no call can tell the two apart; and when it stands in.

import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  createClient,
  DocumentTranslationError,
  isTerminal,
  parseOperationLocation,
} from 'document-translation-status';
import * as assert from '../contract/assert.js';
import { cases } from '../contract/cases.js';
import { connect } from '../contract/control.js';
import { BATCH, DOCUMENT, REQUIRED } from '../contract/kit.js';
import { CASE_TIMEOUT_MS, describeRuntime } from '../contract/run.js';
import { startService } from '../contract/service.js';

const { nodeFetch } = await import(new URL('../../dist/node/transport.js', import.meta.url).href);
const runtime = describeRuntime();

/** @type {Awaited<ReturnType<typeof startService>>} */
let server;
/** @type {import('../contract/kit.js').Tools} */
let tools;

before(async () => {
  server = await startService();
  tools = {
    createClient: (options) => createClient({ fetch: nodeFetch(), ...options }),
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

const BODY = JSON.stringify(REQUIRED);
const REPLY = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

/** @type {[what: string, answers: boolean[][], calls: string[], connections: number][]} By the connection: which of its requests is answered, or else closed at. */
const closings = [
  ['is closed as it is used again is asked by a new one, once', [[true, false], [true]], ['Running', 'Running'], 2],
  ['is new and closed is a failure', [[false], [true]], ['NetworkFailure'], 1],
  [
    'is closed as it is used again, and the new one too, is a failure',
    [[true, false], [false], [true]],
    ['Running', 'NetworkFailure'],
    2,
  ],
];
for (const [what, answers, calls, connections] of closings) {
  test(`a connection that ${what}`, { timeout: 20_000 }, async () => {
    let opened = 0;
    const service = createSocketServer((socket) => {
      const own = answers[opened++].values();
      socket.on('data', () => {
        if (own.next().value) socket.write(REPLY);
        else socket.destroy();
      });
    });
    await new Promise((resolve) => service.listen(0, '127.0.0.1', () => resolve(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (service.address());
    const client = await createClient({ endpoint: `http://127.0.0.1:${port}`, maxRetries: 0, fetch: nodeFetch() });
    try {
      for (const expected of calls)
        assert.equal(
          await client.getDocumentStatus(BATCH, DOCUMENT).then(
            ({ status }) => status,
            ({ code }) => code,
          ),
          expected,
        );
      assert.equal(opened, connections, 'connections');
    } finally {
      client.close();
      service.close();
    }
  });
}

/** @type {[situation: string, way: string, settings?: { args?: string[], env?: Record<string, string> }][]} */
const situations = [
  ['Node is as it comes', 'node:http'],
  ['the module is given as bytes', 'node:http'],
  ['fetch is replaced', 'fetch, the replacement'],
  ['a dispatcher is set', 'fetch, the dispatcher, NetworkFailure'],
  ['somebody listens', 'fetch, the listener'],
  ['Node has options', 'fetch', { args: ['--no-warnings'] }],
  ['Node has options in its environment', 'fetch', { env: { NODE_OPTIONS: '--no-warnings' } }],
  ['a proxy is in force', 'fetch', { env: { NODE_USE_ENV_PROXY: '1' } }],
];
for (const [situation, way, { args = [], env = {} } = {}] of situations) {
  test(`a client asks by ${way.split(',')[0]} where ${situation}`, { timeout: 60_000 }, async () => {
    const service = createServer((_, response) => response.end(JSON.stringify(REQUIRED)));
    await new Promise((resolve) => service.listen(0, '127.0.0.1', () => resolve(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (service.address());
    const script = fileURLToPath(new URL('which-way.js', import.meta.url));
    try {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [...args, script, `http://127.0.0.1:${port}`, situation],
        { env: { PATH: process.env.PATH, ...env }, timeout: 30_000 },
      );
      assert.equal(stdout.trim(), way);
    } finally {
      service.close();
    }
  });
}
