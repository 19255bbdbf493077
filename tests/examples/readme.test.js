// Every code block of the README runs, here or in another test that is named here.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { startSimulator } from '../../dist/entries/simulator.js';
import { root } from '../../tools/lib/files.js';
import { makeProject } from './project.js';

const run = promisify(execFile);
const timeout = 60_000;

/** The blocks that other tests run, by their first words, and the files of those tests. */
const ELSEWHERE = {
  'sh git clone': 'tests/cli/readme.test.js',
  'text Succeeded ': 'tests/cli/terminal.test.js',
  'sh npm install': 'tests/package/package.test.js',
  "js import { createClient, parseOperationLocation } from 'document-translation-status';":
    'tests/package/package.test.js',
  'yaml - run: npx': 'tests/cli/readme.test.js',
  'html <script type="module"': 'tests/examples/pages.test.js',
};

/**
 * The blocks that run here, by their first words: the code before the block, an expression to print after it, and the expected output. A
 * block that exports is written to worker.mjs, which the code before it can import.
 * @type {Record<string, [string, string, RegExp]>}
 */
const HERE = {
  'js for await (const document': ['', 'last.status', /^Running 0.*Succeeded 1 .*Succeeded$/s],
  // The list may show a terminal document before the job is terminal.
  'js for await (const { batch': ['', '', /^(?=.* Succeeded').*^Succeeded 1 \[/ms],
  'js for await (const { id, status } of client.listBatchStatuses': ['', '', /^[\da-f-]{36} \w+$/m],
  'js import { createStatusProxy': [
    "const secret = 'a secret for view tokens, of 32 bytes or more'; const request = new Request('https://x.example/');",
    "response.status, token.split('.').length",
    /^\d{3} 3$/,
  ],
  'js export { default': [
    `import { createViewToken } from 'document-translation-status/proxy';
const { default: worker } = await import('./worker.mjs');
const secret = '${'x'.repeat(32)}';
const token = await createViewToken({ secret, batchId, documentId, expiresInSeconds: 60 });
const response = await worker.fetch(
  new Request(\`https://x.example/translator/document/batches/\${batchId}/documents/\${documentId}?api-version=2024-05-01\`, {
    headers: { Authorization: \`Bearer \${token}\` },
  }),
  {
    AZURE_DOCUMENT_TRANSLATION_ENDPOINT: endpoint,
    AZURE_DOCUMENT_TRANSLATION_KEY: key,
    VIEW_TOKEN_SECRETS: secret,
  },
);`,
    'response.status, (await response.json()).status',
    /^200 Running$/m,
  ],
  'sh export AZURE': ['', '', /^Succeeded: 1 of 1 succeeded, took \d+ s$/m],
};

/** @type {Awaited<ReturnType<typeof makeProject>>} */
let project;
/** @type {import('../../dist/entries/simulator.js').Simulator} */
let simulator;
before(async () => {
  simulator = await startSimulator({ durationMs: 300 });
  project = await makeProject();
});
after(async () => {
  await simulator.close();
  await project.remove();
});

const readme = await readFile(join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, code]) => ({ language, code }));
const startsWith =
  (/** @type {typeof blocks[0]} */ { language, code }) =>
  (/** @type {string} */ start) =>
    `${language} ${code}`.startsWith(start);

test('each block of the README is run by a test', async () => {
  const known = [...Object.keys(ELSEWHERE), ...Object.keys(HERE)];
  for (const block of blocks) assert.equal(known.filter(startsWith(block)).length, 1, block.code);
  for (const start of known)
    assert.ok(
      blocks.some((block) => startsWith(block)(start)),
      `No block of the README starts with: ${start}`,
    );
  for (const path of Object.values(ELSEWHERE))
    assert.match(await readFile(join(root, path), 'utf8'), /README/, `${path} does not read the README`);
});

for (const [start, [setup, printed, expected]] of Object.entries(HERE))
  test(`the README’s block runs that starts with: ${start}`, { timeout }, async () => {
    const block = blocks.find((each) => startsWith(each)(start));
    assert.ok(block);
    const { id: batchId, documents } = simulator.createBatch({ documents: ['Succeeded'] });
    const [{ id: documentId }] = documents;
    simulator.script(documentId, [{ status: 'Running', progress: 0.1 }, {}]);
    const { PATH, HOME } = process.env;
    const key = String(simulator.key);
    const env = { PATH, HOME, npm_config_offline: 'true' };
    const options = { cwd: project.folder, env, timeout };
    if (block.language === 'sh') {
      const url = `${simulator.url}/translator/document/batches/${batchId}?api-version=2024-05-01`;
      const code = block.code.replace('<document or job URL>', url).replace('=…', `=${key}`);
      return assert.match((await run('bash', ['-e', '-c', code], options)).stdout, expected);
    }
    const values = { endpoint: simulator.url, key, batchId, documentId };
    const lines = Object.entries(values).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`);
    const client = `import { createClient } from 'document-translation-status';
const client = await createClient({ endpoint, credential: { key } });`;
    const isWorker = block.code.startsWith('export ');
    if (isWorker) await writeFile(join(project.folder, 'worker.mjs'), block.code);
    const file = join(project.folder, 'block.mjs');
    await writeFile(
      file,
      `${lines.join('\n')}\n${client}\n${setup}\n${isWorker ? '' : block.code}\n${printed && `console.log(${printed});`}`,
    );
    const { stdout, stderr } = await run(process.execPath, [file], options);
    assert.equal(stderr, '');
    assert.match(stdout.trim(), expected);
  });
