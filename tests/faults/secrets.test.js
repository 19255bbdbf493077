// Tests where secrets must not be: in the module's memory after a call, in the heap after close(), and for each fault in the output of the proxy and
// of the command.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspect as deeply, promisify } from 'node:util';
import { createStatusProxy } from 'document-translation-status/proxy';
import { run } from '../cli/command.js';
import { inspect } from '../client/inspect.js';
import { BATCH, DOCUMENT, KEY, SIGNATURE, TOKEN } from '../contract/kit.js';
import { faults } from './matrix.js';
import { SIGNATURES, secretsIn } from './probe.js';
import { startRuns } from './runs.js';

const SECRETS = { KEY, TOKEN, SIGNATURE };
const KEY_AND_SIGNATURES = { key: KEY, ...SIGNATURES };

/** The faults of responses and connections, without those of TLS, of the call's arguments and of aborted calls. */
const served = faults.filter(
  ({ serve, certificate, ask, end }) => serve && !certificate && !end && !ask?.path && !ask?.options?.fetch,
);

/** @param {import('./matrix.js').Fault} fault */
const timeoutFor = ({ ask, expect }) =>
  Number(ask?.options?.timeoutMs ?? (expect.includes('timeout/Timeout') ? 250 : 20_000));

/**
 * Runs each fault over real sockets and checks that its output contains no secret.
 * @param {(fault: import('./matrix.js').Fault, endpoint: string) => Promise<string>} getOutput
 */
async function runAll(getOutput) {
  const started = await startRuns(served);
  try {
    const queue = [...started.runs];
    /** @type {string[]} */
    const leaks = [];
    let length = 0;
    const work = async () => {
      for (let next = queue.pop(); next; next = queue.pop()) {
        const { fault, server } = next;
        const text = await getOutput(fault, String(server?.origin));
        length += text.length;
        const found = secretsIn(text, KEY_AND_SIGNATURES);
        if (found.length) leaks.push(`${fault.group}: ${fault.name}: the ${found.join(' and the ')}`);
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
    assert.deepEqual(leaks, []);
    assert.deepEqual(started.redirectedRequests(), []);
    assert.ok(length > 100 * served.length, `${length} characters`);
    return { faults: served.length, length };
  } finally {
    await started.close();
  }
}

test('For no fault do the responses, events or metrics of the proxy contain the key or a signature', {
  timeout: 100_000,
}, async () => {
  const { length } = await runAll(async (fault, endpoint) => {
    /** @type {unknown[]} */
    const events = [];
    const proxy = createStatusProxy({
      endpoint,
      credential: { key: KEY },
      public: true,
      exposePaths: true,
      exposeBatches: true,
      timeoutMs: timeoutFor(fault),
      onEvent: (event) => events.push(event),
    });
    const texts = [];
    const batch = `/translator/text/batch/v1.0/batches/${BATCH}`;
    for (const path of [`${batch}/documents/${DOCUMENT}`, batch, '/metrics', '/healthz']) {
      const reply = await proxy.fetch(new Request(`https://status.example${path}`), {}, { waitUntil() {} });
      texts.push(String(reply.status), JSON.stringify([...reply.headers]), await reply.text());
    }
    return [...texts, JSON.stringify(events), inspectAll(events)].join('\n');
  });
  console.log(
    `| ${served.length} faults to the proxy: ${length} characters of responses and events, no secret in them`,
  );
});

test('For no fault does the output of the command contain the key or a signature, with --debug and --json', {
  timeout: 100_000,
}, async () => {
  const { length } = await runAll(async (fault, endpoint) => {
    const env = { AZURE_DOCUMENT_TRANSLATION_KEY: KEY };
    const limit = ['--timeout', `${Math.min(timeoutFor(fault), 1000)}ms`];
    const texts = [];
    for (const flag of ['--debug', '--json']) {
      const { code, stdout, stderr } = await run([BATCH, DOCUMENT, '--endpoint', endpoint, flag, ...limit], env);
      texts.push(`${code} of ${flag}`, stdout, stderr);
    }
    return texts.join('\n');
  });
  console.log(`| ${served.length} faults to the command: ${length} characters of output, no secret in them`);
});

/** @param {unknown} value */
const inspectAll = (value) => deeply(value, { depth: Infinity, showHidden: true, getters: true });

test('After each response of the matrix the module’s memory contains no key, token or signature', {
  timeout: 60_000,
}, async () => {
  const module = await inspect();
  try {
    let calls = 0;
    for (const { name, group, reply } of faults) {
      if (!reply || !(Number(reply.status) >= 200 && Number(reply.status) <= 599)) continue;
      const headers = reply.headers.map((line) => /** @type {[string, string]} */ (line.split(/: ?(.*)/s).slice(0, 2)));
      const body = [204, 205, 304].includes(Number(reply.status)) ? null : Uint8Array.from(reply.body);
      const fetch = async () => new Response(body, { status: Number(reply.status), headers });
      for (const credential of [{ key: KEY }, { token: TOKEN }]) {
        const client = await module.client(fetch, { credential });
        await client.getDocumentStatus(BATCH, DOCUMENT).catch(() => {});
        await client
          .listDocumentStatuses(BATCH)
          .next()
          .catch(() => {});
        for (const [what, secret] of Object.entries(SECRETS))
          assert.ok(!module.holds(secret), `${group}: ${name}: the ${what} is in the memory`);
        client.close();
        calls++;
      }
    }
    console.log(`| ${calls} responses: no secret in the module's memory after any of them`);
  } finally {
    module.restore();
  }
});

test('A client leaves no credential in the heap after close()', { timeout: 60_000 }, async () => {
  const script = fileURLToPath(new URL('heap.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script], { timeout: 50_000 });
  const { before, after } = JSON.parse(stdout);
  assert.deepEqual(Object.values(before), [true, true, true], 'The search finds the secrets of an open client');
  assert.deepEqual(after, { key: false, token: false, called: false });
});
