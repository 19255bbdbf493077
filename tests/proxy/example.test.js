// Tests the example for Cloudflare as a whole. It is bundled as wrangler does, with the settings of its wrangler.jsonc and .dev.vars.example, and
// serves the simulator to a viewer with a token from its script.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { startSimulator } from 'document-translation-status/simulator';
import { makeProject } from '../examples/project.js';
import { startWorkerd } from '../hosts/workerd.js';
import { eventsOf } from './sse.js';

const root = new URL('../../', import.meta.url);
const example = new URL('examples/cloudflare-worker/', root);
const read = (/** @type {string} */ path, from = root) => readFile(new URL(path, from), 'utf8');

test('The Cloudflare example serves a viewer with its own configuration', { timeout: 60_000 }, async (t) => {
  const config = JSON.parse((await read('wrangler.jsonc', example)).replace(/^\s*\/\/.*$/gm, ''));
  const names = [...(await read('.dev.vars.example', example)).matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  assert.deepEqual(names, [
    'AZURE_DOCUMENT_TRANSLATION_ENDPOINT',
    'AZURE_DOCUMENT_TRANSLATION_KEY',
    'VIEW_TOKEN_SECRETS',
    'ALLOWED_ORIGINS',
  ]);
  const outfile = fileURLToPath(new URL('build/example/worker.js', root));
  await build({
    entryPoints: [fileURLToPath(new URL(config.main, example))],
    outfile,
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    loader: { '.wasm': 'copy' },
    alias: {
      'document-translation-status/cloudflare': fileURLToPath(new URL('dist/entries/cloudflare.workerd.js', root)),
    },
    logLevel: 'warning',
  });
  const sim = await startSimulator();
  t.after(() => sim.close());
  const secret = 'the secret of the example, 32 bytes'.replaceAll(/[ ,]/g, '-');
  const [binding] = config.durable_objects.bindings;
  const [migration] = config.migrations;
  assert.deepEqual(migration.new_sqlite_classes, [binding.class_name]);
  const [{ name, simple }] = config.ratelimits;
  const { url, close } = await startWorkerd(new URL('build/example/worker.js', root), {
    compatibilityDate: config.compatibility_date,
    bindings: {
      ...config.vars,
      AZURE_DOCUMENT_TRANSLATION_ENDPOINT: sim.url,
      AZURE_DOCUMENT_TRANSLATION_KEY: String(sim.key),
      VIEW_TOKEN_SECRETS: secret,
    },
    durableObjects: { [binding.name]: { className: binding.class_name, useSQLite: true } },
    ratelimits: { [name]: { simple } },
    handleRuntimeStdio: (/** @type {import('node:stream').Readable[]} */ ...streams) => {
      for (const each of streams) each.resume();
    },
  });
  t.after(close);
  const [{ id }] = sim.documents;
  const path = `translator/document/batches/${sim.batchId}/documents/${id}?api-version=2024-05-01`;
  const project = await makeProject();
  t.after(project.remove);
  const script = join(project.folder, 'view-token.mjs');
  await copyFile(new URL('view-token.js', example), script);
  const { PATH } = process.env;
  const env = { PATH, VIEW_TOKEN_SECRETS: `${secret} an-older-one` };
  const { stdout } = await promisify(execFile)(process.execPath, [script, sim.batchId, id], { env });
  const token = stdout.trim();
  const [Origin] = config.vars.ALLOWED_ORIGINS;
  assert.equal((await fetch(url + path)).status, 401);
  const headers = { Authorization: `Bearer ${token}`, Accept: 'text/event-stream', Origin };
  const reply = await fetch(url + path, { headers });
  assert.equal(reply.headers.get('Access-Control-Allow-Origin'), Origin);
  const events = eventsOf(reply);
  assert.equal((await events.next()).value.data.id, id);
  await events.return(undefined);
});
