// The examples that are programs run against the simulator: the proxy on Node and on Deno, the script, and the step of the workflow, which
// GitHub's own parser accepts.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createViewToken } from '../../dist/entries/proxy.js';
import { startSimulator } from '../../dist/entries/simulator.js';
import { root } from '../../tools/lib/files.js';
import { installPackages } from '../hosts/install.js';
import { makeProject } from './project.js';
import { startRegistry } from './registry.js';
import { loadWorkflowCheck } from './workflow.js';

const secret = 'a secret for view tokens, of 32 bytes or more';
const timeout = 60_000;

/** @type {import('../../dist/entries/simulator.js').Simulator} */
let simulator;
/** @type {Awaited<ReturnType<typeof makeProject>>} */
let project;
/** @type {string} a copy of the example for Deno, in a folder without package.json */
let denoFolder;
/** @type {Awaited<ReturnType<typeof startRegistry>>} */
let registry;
before(
  async () => {
    await installPackages();
    simulator = await startSimulator({ durationMs: 300 });
    project = await makeProject();
    await cp(example('node-proxy'), project.folder, { recursive: true });
    denoFolder = await mkdtemp(join(tmpdir(), 'deno-'));
    registry = await startRegistry(denoFolder);
    await cp(example('deno-deploy'), denoFolder, { recursive: true });
  },
  { timeout: 400_000 },
);
after(async () => {
  await simulator.close();
  registry.close();
  await project.remove();
  await rm(denoFolder, { recursive: true });
});

/** @param {string} command @param {string[]} args @param {Record<string, string>} env */
function start(command, args, env, cwd = project.folder) {
  const { PATH, HOME } = process.env;
  const child = spawn(command, args, { cwd, env: { PATH, HOME, ...env }, timeout });
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output.text += text));
  return { child, output, ended: once(child, 'close') };
}

const example = (/** @type {string} */ path) => join(root, 'examples', path);

for (const [name, folder, command, args] of /** @type {const} */ ([
  ['node-proxy/server.js', () => project.folder, process.execPath, ['server.js']],
  [
    'deno-deploy/main.js',
    () => denoFolder,
    join(root, 'tests/hosts/node_modules/@deno/linux-x64-glibc/deno'),
    ['run', '--allow-net', '--allow-env', 'main.js'],
  ],
]))
  test(`examples/${name} requires a view token, and streams`, { timeout }, async (t) => {
    const env = {
      AZURE_DOCUMENT_TRANSLATION_ENDPOINT: simulator.url,
      AZURE_DOCUMENT_TRANSLATION_KEY: String(simulator.key),
      VIEW_TOKEN_SECRET: secret,
      PORT: '0',
      DENO_SERVE_ADDRESS: 'tcp:127.0.0.1:0',
      DENO_DIR: join(denoFolder, 'cache'),
      NPM_CONFIG_REGISTRY: registry.url,
    };
    const { child, output, ended } = start(command, [...args], env, folder());
    t.after(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    const listening = /Listening on (http:\/\/\S+?)\/?\s/;
    while (!listening.test(output.text)) {
      assert.equal(child.exitCode, null, output.text);
      await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), ended]);
    }
    const [, url] = listening.exec(output.text) ?? [];
    const { id, documents } = simulator.createBatch({ documents: ['Succeeded'] });
    const path = `${url}/translator/document/batches/${id}/documents/${documents[0].id}?api-version=2024-05-01`;
    assert.equal((await fetch(path)).status, 401);
    const token = await createViewToken({ secret, batchId: id, expiresInSeconds: 60 });
    const Authorization = `Bearer ${token}`;
    const reply = await fetch(path, { headers: { Authorization } });
    assert.equal((await reply.json()).id, documents[0].id);
    // The stream ends when the document has ended.
    const stream = await fetch(path, { headers: { Authorization, Accept: 'text/event-stream' } });
    assert.match(await stream.text(), /"status":"Succeeded"/);
    assert.ok(!output.text.includes(String(simulator.key)));
  });

const OUTCOMES = /** @type {const} */ ([
  [['Succeeded', 'Succeeded'], 0],
  [['Succeeded', 'Failed'], 1],
]);

/** @param {readonly ('Succeeded' | 'Failed')[]} documents */
function createJob(documents) {
  const job = simulator.createBatch({ documents: [...documents] });
  return { ...job, url: `${simulator.url}/translator/document/batches/${job.id}?api-version=2024-05-01` };
}

test('examples/node-wait/wait.js prints the status of each document, and fails if a document failed', {
  timeout,
}, async () => {
  for (const [statuses, expected] of OUTCOMES) {
    const job = createJob(statuses);
    const { output, ended } = start(process.execPath, [example('node-wait/wait.js'), job.url], {
      AZURE_DOCUMENT_TRANSLATION_KEY: String(simulator.key),
    });
    const [code] = await ended;
    assert.equal(code, expected, output.text);
    for (const [index, { id }] of job.documents.entries())
      assert.match(output.text, new RegExp(`^${id} ${statuses[index]} `, 'm'));
  }
});

test('GitHub’s parser accepts examples/github-actions/wait.yml and the README’s step', {
  timeout: 400_000,
}, async () => {
  const problemsOf = await loadWorkflowCheck();
  const yaml = await readFile(example('github-actions/wait.yml'), 'utf8');
  assert.deepEqual(problemsOf(yaml), []);
  assert.match(problemsOf(yaml.replace('runs-on', 'run-on')).join(), /run-on/);
  assert.match(problemsOf(yaml.replace('inputs.job', 'input.job')).join(), /named-value: 'input'/);
  const [, step] = /```yaml\n(.*?)```/s.exec(await readFile(join(root, 'README.md'), 'utf8')) ?? [];
  const steps = step.replace(/^/gm, '      ').trimEnd();
  const job = `on: push\njobs:\n  wait:\n    runs-on: ubuntu-latest\n    steps:\n${steps}\n`;
  assert.deepEqual(problemsOf(job), []);
});

test('the step of examples/github-actions/wait.yml succeeds or fails like the job', { timeout }, async () => {
  const yaml = await readFile(example('github-actions/wait.yml'), 'utf8');
  const [, line, pairs] = /^ {6}- run: (.*)\n {8}env:\n((?: {10}.*\n)+)/m.exec(yaml) ?? [];
  for (const [statuses, expected] of OUTCOMES) {
    /** @type {Record<string, string>} */
    const context = {
      'inputs.job-url': createJob(statuses).url,
      'secrets.AZURE_DOCUMENT_TRANSLATION_KEY': String(simulator.key),
    };
    const env = Object.fromEntries(
      [...pairs.matchAll(/^ +([A-Z_]+): \$\{\{ ([\w.-]+) \}\}$/gm)].map(([, name, word]) => [name, context[word]]),
    );
    assert.equal(Object.keys(env).length, pairs.trimEnd().split('\n').length);
    const { output, ended } = start('bash', ['-e', '-c', line], { ...env, CI: 'true', npm_config_offline: 'true' });
    const [code] = await ended;
    assert.equal(code, expected, output.text);
    assert.ok(!output.text.includes(String(simulator.key)));
  }
});
