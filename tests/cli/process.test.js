// Proves the command as a process of its own: its shebang, exit codes, signals and pipes, and the network as Node's settings have it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startSimulator } from 'document-translation-status/simulator';
import { findProgram } from '../../tools/lib/process.js';
import { installPackages } from '../hosts/install.js';
import { bin, start } from './command.js';
import { stage } from './stage.js';

const timeout = 30_000;

const place = stage({ durationMs: 200 });
const { environment } = place;
before(() => installPackages(), { timeout: 400_000 });

/** @param {string} scenario */
const idOf = (scenario) => place.sim.documents.find((document) => document.scenario === scenario)?.id ?? '';

/** A document that never ends. */
function endless() {
  const batch = place.sim.createBatch({ documents: ['Running'] });
  return [batch.id, batch.documents[0].id, '--watch', '--interval', '50ms'];
}

test('the build makes a file that can be run', { timeout }, async () => {
  const { code, stdout } = await start(['--version'], {});
  assert.equal(code, 0);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

test('the exit codes are those that help tells', { timeout }, async () => {
  const ended = { code: 0, signal: null };
  /** @param {string[]} argv @param {object} [env] */
  const codeOf = async (argv, env) => {
    const { code, signal } = await start(argv, { ...environment(), ...env });
    return { code, signal };
  };
  const failed = [place.sim.batchId, idOf('Failed')];
  assert.deepEqual(await codeOf(failed), ended);
  assert.deepEqual(await codeOf([...failed, '--watch', '--interval', '50ms']), { ...ended, code: 1 });
  assert.deepEqual(await codeOf([]), { ...ended, code: 2 });
  assert.deepEqual(await codeOf(failed, { AZURE_DOCUMENT_TRANSLATION_KEY: 'wrong' }), { ...ended, code: 3 });
  assert.deepEqual(await codeOf([...endless(), '--timeout', '300ms']), { ...ended, code: 4 });
});

test('SIGINT and SIGTERM end it at once, whatever it waits for', { timeout }, async () => {
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])) {
    const onOutput = (/** @type {import('node:child_process').ChildProcess} */ child) => void child.kill(signal);
    const ended = await start(endless(), environment(), { onOutput });
    assert.deepEqual([ended.code, ended.signal, ended.stdout], [code, null, '']);
    assert.match(ended.stderr, /^Running[^\n]*\n$/);
  }
});

test('of many documents that change at once, only those that ended fill a log', { timeout }, async () => {
  const documents = Array.from({ length: 31 }, (_, index) => ({
    scenario: /** @type {'Running' | 'Failed'} */ (index ? 'Running' : 'Failed'),
    createdAt: Date.now() - 60_000,
  }));
  const { id } = place.sim.createBatch({ documents });
  const onOutput = (/** @type {import('node:child_process').ChildProcess} */ child) => void child.kill('SIGINT');
  const { code, stderr } = await start([id, '--watch'], environment(), { onOutput });
  assert.equal(code, 130);
  assert.match(stderr, /^Failed +0 % [^\n]*\nRunning: 0 of 31 succeeded, 1 failed, 30 running\n$/);
});

test('a reader that has gone ends it quietly', { timeout }, async () => {
  const { id, documents } = place.sim.createBatch({ documents: 1 });
  const argv = [id, documents[0].id, '--watch', '--json', '--interval', '10ms'];
  // A shell's pipe, as of `… | head -1`; the reader goes after the first line, long before the last.
  const script = `"$0" "$@" | head -n 1; echo "codes: \${PIPESTATUS[*]}"`;
  const { stdout, stderr } = await start(['-c', script, bin, ...argv], environment(), { command: 'bash' });
  const [line, codes] = stdout.split('\n');
  assert.equal(JSON.parse(line).id, documents[0].id);
  assert.equal(codes, 'codes: 0 0');
  assert.equal(stderr, '');
});

test('what can’t be written is not taken for written', { timeout }, async (t) => {
  if (process.platform !== 'linux') return t.skip('there is no /dev/full');
  for (const argv of [['--help'], [place.sim.batchId, idOf('Failed')], [place.sim.batchId, '--json']]) {
    const script = '"$0" "$@" > /dev/full';
    const { code, stderr } = await start(['-c', script, bin, ...argv], environment(), { command: 'sh' });
    assert.equal(code, 3);
    assert.match(stderr, /^The output is incomplete: ENOSPC[^\n]*\n$/);
  }
});

test('- takes URLs from a pipe', { timeout }, async () => {
  const url = `${place.sim.url}/translator/text/batch/v1.0/batches/${place.sim.batchId}/documents/${idOf('Succeeded')}`;
  const { code, stdout } = await start(['-', '--quiet', '--interval', '50ms'], environment(), { stdin: `${url}\n` });
  assert.equal(code, 0);
  assert.match(stdout, /^Succeeded .*\n1 of 1 succeeded\n$/);
});

test('a key or a token may come through a pipe that a shell names', { timeout }, async (t) => {
  const guarded = await startSimulator({ token: 'view-token' });
  t.after(() => guarded.close());
  const ids = [guarded.batchId, guarded.documents[0].id];
  const env = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: guarded.url };
  for (const [option, secret] of [
    ['--token-file', 'view-token'],
    ['--key-file', String(guarded.key)],
  ]) {
    const argv = ['-c', `"$0" "$@" ${option} <(echo ${secret})`, bin, ...ids];
    const { code, stderr } = await start(argv, env, { command: 'bash' });
    assert.deepEqual([code, stderr], [0, ''], option);
  }
});

test('a long list is watched without a warning of Node’s', { timeout }, async () => {
  const { id, documents } = place.sim.createBatch({ documents: 40 });
  const urls = documents.map(
    (document) => `${place.sim.url}/translator/text/batch/v1.0/batches/${id}/documents/${document.id}`,
  );
  const { code, stdout, stderr } = await start(['-', '--quiet'], environment(), { stdin: urls.join('\n') });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^40 of 40 succeeded$/m);
});

test('simulate prints what to export, and runs until it is interrupted', { timeout }, async () => {
  const onOutput = (/** @type {import('node:child_process').ChildProcess} */ child) => void child.kill('SIGINT');
  const { code, stdout, stderr } = await start(['simulate'], {}, { onOutput });
  assert.deepEqual([code, stderr], [130, '']);
  assert.match(
    stdout,
    /^export AZURE_DOCUMENT_TRANSLATION_ENDPOINT=http:\/\/127\.0\.0\.1:\d+\nexport AZURE_DOCUMENT_TRANSLATION_KEY=\w+\n#/,
  );
});

test('on Windows, simulate prints what PowerShell takes', { timeout }, async () => {
  const windows = encodeURIComponent("Object.defineProperty(process, 'platform', { value: 'win32' })");
  const onOutput = (/** @type {import('node:child_process').ChildProcess} */ child) => void child.kill('SIGINT');
  const env = { NODE_OPTIONS: `--import data:text/javascript,${windows}` };
  const { stdout } = await start(['simulate'], env, { onOutput });
  assert.match(
    stdout,
    /^\$env:AZURE_DOCUMENT_TRANSLATION_ENDPOINT = 'http:.*'\n\$env:AZURE_DOCUMENT_TRANSLATION_KEY = '\w+'\n#/,
  );
});

/** A proxy that counts what goes through it. */
async function startProxy() {
  let count = 0;
  const proxy = createServer((incoming, outgoing) => {
    count++;
    const through = httpRequest(incoming.url ?? '', { headers: incoming.headers, method: incoming.method }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 0, reply.headers);
      reply.pipe(outgoing);
    });
    incoming.pipe(through);
  });
  proxy.on('connect', ({ url }, socket, head) => {
    count++;
    const { hostname, port } = new URL(`http://${url}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) end.on('error', () => {});
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (proxy.address());
  return { url: `http://127.0.0.1:${port}`, count: () => count, close: () => proxy.close() };
}

for (const version of [22, 24, 26]) {
  test(`in Node ${version}, a proxy that its settings name is used`, { timeout }, async (t) => {
    const node = fileURLToPath(new URL(`../hosts/node_modules/node-${version}/bin/node`, import.meta.url));
    if (!existsSync(node)) {
      assert.ok(!process.env.CI, `${node} is not there`);
      return t.skip(`Node ${version} from npm is for Linux on x64`);
    }
    const proxy = await startProxy();
    const env = { ...environment(), HTTP_PROXY: proxy.url, http_proxy: proxy.url };
    const argv = [bin, place.sim.batchId, idOf('Failed')];
    const without = await start(argv, env, { command: node });
    assert.deepEqual([without.code, proxy.count()], [0, 0], 'not without Node’s own switch');
    const { code, stderr } = await start(argv, { ...env, NODE_USE_ENV_PROXY: '1' }, { command: node });
    assert.deepEqual([code, proxy.count()], [0, 1], stderr);
    const excepted = await start(argv, { ...env, NODE_USE_ENV_PROXY: '1', NO_PROXY: '127.0.0.1' }, { command: node });
    assert.deepEqual([excepted.code, proxy.count()], [0, 1], 'NO_PROXY');
    proxy.close();
  });
}

test('certificates are judged by Node’s settings', { timeout }, async (t) => {
  if (!findProgram('openssl')) {
    assert.ok(!process.env.CI, 'openssl is not on PATH');
    return t.skip('openssl is not on PATH');
  }
  const [key, cert] = [join(place.folder, 'key.pem'), join(place.folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const args = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    cert,
    ...subject,
  ];
  await promisify(execFile)('openssl', args);
  const server = createHttpsServer(
    { key: await readFile(key), cert: await readFile(cert) },
    ({ url, headers }, outgoing) => {
      httpRequest(`${place.sim.url}${url}`, { headers }, (reply) => {
        outgoing.writeHead(reply.statusCode ?? 0, reply.headers);
        reply.pipe(outgoing);
      }).end();
    },
  );
  await once(server.listen(0), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const env = { ...environment(), AZURE_DOCUMENT_TRANSLATION_ENDPOINT: `https://localhost:${port}` };
  const argv = [place.sim.batchId, idOf('Failed'), '--timeout', '20s'];
  const stranger = await start(argv, env);
  assert.equal(stranger.code, 3);
  assert.match(stranger.stderr, /self-signed certificate/);
  assert.equal((await start(argv, { ...env, NODE_EXTRA_CA_CERTS: cert })).code, 0);
  server.close();
});
