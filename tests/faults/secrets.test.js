// Proves that no secret stays or gets out: after a call, whatever came of it, none is in the module's memory; after close(), none in the
// heap; and of each fault neither the proxy nor the command tells one.
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
import { openStage } from './stage.js';

const SECRETS = { KEY, TOKEN, SIGNATURE };
const TOLD = { key: KEY, ...SIGNATURES };

/** The faults of replies and connections; not what TLS and a caller do, who may also give up. */
const served = faults.filter(
  ({ serve, certificate, ask, end }) => serve && !certificate && !end && !ask?.path && !ask?.options?.fetch,
);

/** @param {import('./matrix.js').Fault} fault */
const patience = ({ ask, expect }) =>
  Number(ask?.options?.timeoutMs ?? (expect.includes('timeout/Timeout') ? 250 : 20_000));

/**
 * Plays each fault over real sockets, some at a time, and wants no secret in the text that comes of it.
 * @param {(fault: import('./matrix.js').Fault, endpoint: string) => Promise<string>} play
 */
async function playAll(play) {
  const stage = await openStage(served);
  try {
    const acts = [...stage.acts];
    /** @type {string[]} */
    const told = [];
    let length = 0;
    const work = async () => {
      for (let act = acts.pop(); act; act = acts.pop()) {
        const text = await play(act.fault, String(act.server?.origin));
        length += text.length;
        const found = secretsIn(text, TOLD);
        if (found.length) told.push(`${act.fault.group}: ${act.fault.name}: told the ${found.join(' and the ')}`);
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
    assert.deepEqual(told, []);
    assert.deepEqual(stage.astray(), []);
    assert.ok(length > 100 * served.length, `${length} characters`);
    return { faults: served.length, length };
  } finally {
    await stage.close();
  }
}

test('of no fault do the proxy’s replies, its events or its metrics tell the key or a signature', {
  timeout: 100_000,
}, async () => {
  const { length } = await playAll(async (fault, endpoint) => {
    /** @type {unknown[]} */
    const events = [];
    const proxy = createStatusProxy({
      endpoint,
      credential: { key: KEY },
      public: true,
      exposePaths: true,
      exposeBatches: true,
      timeoutMs: patience(fault),
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
  console.log(`| ${served.length} faults to the proxy: ${length} characters of replies and events, no secret in them`);
});

test('of no fault does the command tell the key or a signature, with --debug and --json', {
  timeout: 100_000,
}, async () => {
  const { length } = await playAll(async (fault, endpoint) => {
    const env = { AZURE_DOCUMENT_TRANSLATION_KEY: KEY };
    const limit = ['--timeout', `${Math.min(patience(fault), 1000)}ms`];
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

test('after each reply of the matrix the module’s memory has no key, token or signature', {
  timeout: 60_000,
}, async () => {
  const module = await inspect();
  try {
    let asked = 0;
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
        asked++;
      }
    }
    console.log(`| ${asked} replies, after none of which the module's memory has a secret`);
  } finally {
    module.restore();
  }
});

test('a client that was closed has left no credential in the heap', { timeout: 60_000 }, async () => {
  const script = fileURLToPath(new URL('heap.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script], { timeout: 50_000 });
  const { before, after } = JSON.parse(stdout);
  assert.deepEqual(Object.values(before), [true, true, true], 'The test wants the secrets of an open client found');
  assert.deepEqual(after, { key: false, token: false, called: false });
});
