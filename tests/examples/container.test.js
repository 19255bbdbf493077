// The container definition of the Node example: a linter accepts it, and its command runs as process 1 of a PID namespace, as a user other than
// root. The image itself is not built.
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, copyFile, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { createViewToken } from '../../dist/entries/proxy.js';
import { startSimulator } from '../../dist/entries/simulator.js';
import { root } from '../../tools/lib/files.js';
import { installPackages } from '../hosts/install.js';
import { makeProject } from './project.js';

const timeout = 120_000;
const secret = 'a secret for view tokens, of 32 bytes or more';
const example = (/** @type {string} */ file) => join(root, 'examples/node-proxy', file);
const dockerfile = await readFile(example('Dockerfile'), 'utf8');

/** The argument of the last instruction with this name. @param {string} name */
const instruction = (name) =>
  [...dockerfile.replaceAll('\\\n', ' ').matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].at(-1)?.[1] ?? '';
/** The command of an instruction in the exec form. @param {string} argument @returns {string[]} */
const commandOf = (argument) => JSON.parse(argument.slice(argument.indexOf('[')));

test('A linter accepts the Dockerfile', { timeout: 400_000 }, async () => {
  await installPackages(new URL('./', import.meta.url));
  const { validate } = await import('dockerfile-utils');
  const problemsOf = (/** @type {string} */ text) =>
    validate(text).map((/** @type {{ message: string }} */ { message }) => message);
  assert.deepEqual(problemsOf(dockerfile), []);
  assert.deepEqual(problemsOf(dockerfile.replace('HEALTHCHECK', 'HEALTHCHEK')).length, 1);
});

test('The container runs as a user other than root, with a pinned base, a health check and Node as process 1', () => {
  assert.match(instruction('FROM'), /^node:\d+/);
  assert.match(instruction('USER'), /^(?!root|0)\w+$/);
  assert.equal(commandOf(instruction('CMD'))[0], 'node');
  assert.equal(commandOf(instruction('HEALTHCHECK'))[0], 'node');
  for (const [, file] of dockerfile.matchAll(/^COPY (\S+) /gm)) assert.ok(existsSync(example(file)), file);
});

/** Runs a command as process 1, and as another user than root. */
const NAMESPACE = [
  '--pid',
  '--fork',
  ...(process.getuid?.() === 0 ? ['--setuid', '65534', '--setgid', '65534'] : ['--user', '--map-current-user']),
];

/** Why there is no PID namespace here, if there is none. */
function whyNot() {
  if (process.platform !== 'linux') return 'PID namespaces exist in Linux only';
  const { error, status, stdout, stderr } = spawnSync('unshare', [...NAMESPACE, 'sh', '-c', 'echo $$ $(id -u)'], {
    encoding: 'utf8',
  });
  if (status === 0 && /^1 [1-9]/.test(stdout)) return '';
  return `unshare cannot create a PID namespace: ${(error?.message ?? stderr.trim()) || stdout}`;
}
const reason = whyNot();

/** @type {import('../../dist/entries/simulator.js').Simulator} */
let simulator;
/** @type {Awaited<ReturnType<typeof makeProject>>} */
let project;
before(async () => {
  simulator = await startSimulator({ durationMs: 1e9 });
  project = await makeProject();
  // The container's user must be able to read it.
  await chmod(project.folder, 0o755);
  await copyFile(example('server.js'), join(project.folder, 'server.js'));
  await copyFile(example('package.json'), join(project.folder, 'package.json'));
});
after(async () => {
  await simulator.close();
  await project.remove();
});

/** Starts the container's command. @param {import('node:test').TestContext} t */
async function start(t) {
  const [, ...args] = commandOf(instruction('CMD'));
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    AZURE_DOCUMENT_TRANSLATION_ENDPOINT: simulator.url,
    AZURE_DOCUMENT_TRANSLATION_KEY: String(simulator.key),
    VIEW_TOKEN_SECRET: secret,
    PORT: '0',
  };
  const child = spawn('unshare', [...NAMESPACE, process.execPath, ...args], {
    cwd: project.folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const pidOf = async () => Number(await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8'));
  t.after(async () => {
    // unshare ends with its child.
    if (child.exitCode === null) process.kill((await pidOf()) || Number(child.pid), 'SIGKILL');
    await ended;
  });
  let output = '';
  for await (const text of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    output += text;
    if (output.includes('\n')) break;
  }
  const [, url = ''] = /(http:\/\/\S+?)\/\n/.exec(output) ?? [];
  const pid = await pidOf();
  assert.match(await readFile(`/proc/${pid}/status`, 'utf8'), /^NSpid:\t\d+\t1$/m);
  const { id, documents } = simulator.createBatch({ documents: ['Running'] });
  const token = await createViewToken({ secret, batchId: id, expiresInSeconds: 600 });
  return {
    url,
    path: `/translator/document/batches/${id}/documents/${documents[0].id}?api-version=2024-05-01`,
    headers: { Authorization: `Bearer ${token}` },
    stop: (/** @type {NodeJS.Signals} */ signal) => process.kill(pid, signal),
    /** unshare ends with the status of its command. */
    ended,
  };
}

/** Runs the container's health check. @param {string} url */
const isHealthy = (url) => {
  const [, ...args] = commandOf(instruction('HEALTHCHECK'));
  const env = { PATH: process.env.PATH, PORT: new URL(url).port };
  return promisify(execFile)(process.execPath, args, { env }).then(
    () => true,
    ({ code }) => (assert.equal(code, 1), false),
  );
};

const skip = reason || false;

test('As process 1, the Node example drains after SIGTERM and exits with 0', { timeout, skip }, async (t) => {
  const { url, path, headers, stop, ended } = await start(t);
  const stream = { headers: { ...headers, Accept: 'text/event-stream' } };
  const statusOf = async (/** @type {string} */ to) => (await fetch(url + to, { headers })).status;
  const statuses = () => Promise.all(['/readyz', '/healthz', path].map(statusOf));
  assert.deepEqual(await statuses(), [200, 200, 200]);
  assert.equal(await isHealthy(url), true);
  const open = await Promise.all(Array.from({ length: 10 }, () => fetch(url + path, stream)));
  const from = performance.now();
  stop('SIGTERM');
  const delays = await Promise.all(
    open.map(async (each) => /\n\nretry: (\d+)\n\n$/.exec(await each.text())?.[1] ?? assert.fail('no retry')),
  );
  assert.ok(new Set(delays).size > 1, delays.join());
  assert.deepEqual(await statuses(), [503, 200, 200]);
  const again = await fetch(url + path, stream);
  assert.equal(again.status, 200);
  assert.match(await again.text(), /"status":"NotStarted".*\n\nretry: \d+\n\n$/);
  assert.equal((await fetch(url + path, { headers })).headers.get('Connection'), 'close');
  assert.deepEqual(await ended, [0, null]);
  assert.ok(performance.now() - from < 30_000);
  assert.equal(await isHealthy(url), false);
});

test('As process 1, the Node example exits with 0 although requests do not end', { timeout, skip }, async (t) => {
  const { url, stop, ended } = await start(t);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\n');
  await once(socket, 'data');
  const from = performance.now();
  // Several signals are as one.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGTERM'])) stop(signal);
  assert.deepEqual(await ended, [0, null]);
  assert.ok(performance.now() - from < 30_000);
});

test('The Node example keeps idle connections for longer than common load balancers', { timeout, skip }, async (t) => {
  const { url } = await start(t);
  const { headers } = await fetch(`${url}/healthz`);
  const [, seconds] = /^timeout=(\d+)$/.exec(headers.get('Keep-Alive') ?? '') ?? [];
  // 60 s: AWS's Application Load Balancer, and nginx.
  assert.ok(Number(seconds) > 60, String(seconds));
});
