// Tests --entra, which uses @azure/identity if it is installed, else the Azure CLI. Both are fakes here.
import assert from 'node:assert/strict';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startSimulator } from 'document-translation-status/simulator';
import { installPackages } from '../hosts/install.js';
import { start } from './command.js';

const timeout = 30_000;
const root = fileURLToPath(new URL('../../', import.meta.url));
const TOKEN = 'entra-token-5ecret';

/** @type {import('document-translation-status/simulator').Simulator} */
let sim;
/** @type {string} */
let folder;
/** @type {string} A copy of the package in a project. */
let installed;
before(async () => {
  sim = await startSimulator({ token: TOKEN, durationMs: 200 });
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
  installed = join(folder, 'node_modules/document-translation-status');
  await cp(join(root, 'dist'), join(installed, 'dist'), { recursive: true });
  await cp(join(root, 'package.json'), join(installed, 'package.json'));
});
after(async () => {
  await sim.close();
  await rm(folder, { recursive: true });
});

/** Installs a shell script as az, or removes it. @param {string | undefined} script */
async function setAz(script) {
  const file = join(folder, 'bin/az');
  await rm(file, { force: true });
  await mkdir(dirname(file), { recursive: true });
  if (script !== undefined) await writeFile(file, `#!/bin/sh\n${script}\n`);
  if (script !== undefined) await chmod(file, 0o755);
}

/** Installs a module as @azure/identity, or removes it. @param {string | undefined} code */
async function setIdentity(code) {
  const package_ = join(folder, 'node_modules/@azure/identity');
  await rm(package_, { recursive: true, force: true });
  if (code === undefined) return;
  await mkdir(package_, { recursive: true });
  await writeFile(join(package_, 'package.json'), '{"name":"@azure/identity","type":"module","main":"index.js"}');
  await writeFile(join(package_, 'index.js'), code);
}

/** @param {string[]} [more] @param {{ env?: object }} [options] */
const runEntra = (more = [], { env } = {}) =>
  start(
    [sim.batchId, sim.documents[1].id, '--entra', ...more],
    {
      PATH: `${join(folder, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`,
      AZURE_DOCUMENT_TRANSLATION_ENDPOINT: sim.url,
      ...env,
    },
    { command: join(installed, 'dist/cli/bin.js') },
  );

const lastAuthorization = () => sim.requests.at(-1)?.headers.authorization;

test('The token of the Azure CLI has the scope of the service', { timeout }, async () => {
  await setIdentity(undefined);
  await setAz(
    `echo "$@" > "${folder}/args"; echo '{"accessToken":"${TOKEN}","expires_on":${Math.floor(Date.now() / 1000) + 3600}}'`,
  );
  const { code, stderr } = await runEntra();
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(lastAuthorization(), `Bearer ${TOKEN}`);
  assert.equal(
    await readFile(join(folder, 'args'), 'utf8'),
    'account get-access-token --scope https://cognitiveservices.azure.com/.default --output json\n',
  );
});

test('A failure of the Azure CLI is reported in a sentence', { timeout }, async () => {
  await setIdentity(undefined);
  for (const [script, pattern] of /** @type {[string | undefined, RegExp][]} */ ([
    [undefined, /--entra: neither @azure\/identity nor the Azure CLI \(az\) is installed\. Install one of them\./],
    ['echo "ERROR: Please run \'az login\' to setup account." >&2; exit 1', /failed\. Please run 'az login'/],
    ['exit 1', /failed\. Run 'az login'/],
    ['echo nonsense', /printed no token/],
  ])) {
    await setAz(script);
    const { code, stderr } = await runEntra();
    assert.equal(code, 2, stderr);
    assert.match(stderr, pattern);
    assert.doesNotMatch(stderr, /^ +at /m);
  }
});

test('On Windows, a shell runs az, because it is a script', { timeout }, async () => {
  await setIdentity(undefined);
  // Simulates Windows: the platform, the separator of PATH, and the shell.
  const windows = (/** @type {string} */ path) =>
    `data:text/javascript,${encodeURIComponent(`Object.defineProperty(process, 'platform', { value: 'win32' }); process.env.PATH = ${JSON.stringify(path)};`)}`;
  const comspec = join(folder, 'bin/comspec');
  await mkdir(dirname(comspec), { recursive: true });
  await writeFile(comspec, `#!/bin/sh\nPATH=${folder}/bin:/usr/bin:/bin exec /bin/sh "$@"\n`);
  await chmod(comspec, 0o755);
  await setAz(`echo '{"accessToken":"${TOKEN}","expires_on":${Math.floor(Date.now() / 1000) + 3600}}'`);
  const runOnWindows = (/** @type {string} */ path) =>
    runEntra([], { env: { comspec, NODE_OPTIONS: `--import ${windows(path)}` } });
  await writeFile(join(folder, 'bin/az.cmd'), '');
  const found = await runOnWindows(`C:\\Windows;${join(folder, 'bin')}`);
  assert.deepEqual([found.code, found.stderr], [0, '']);
  assert.equal(lastAuthorization(), `Bearer ${TOKEN}`);
  const missing = await runOnWindows('C:\\Windows');
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /neither @azure\/identity nor the Azure CLI/);
});

test('SIGINT ends a sign-in at once', { timeout }, async () => {
  await setIdentity(undefined);
  await setAz(`kill -INT $PPID; exec sleep 25`);
  const startedAt = performance.now();
  assert.equal((await runEntra()).code, 130);
  assert.ok(performance.now() - startedAt < 20_000, 'the command waited for az');
});

test('@azure/identity returns the token if it is installed', { timeout }, async () => {
  await setAz('exit 1');
  await setIdentity(`import { writeFileSync } from 'node:fs';
    export class DefaultAzureCredential {
      async getToken(scopes) {
        writeFileSync(${JSON.stringify(join(folder, 'scopes'))}, JSON.stringify(scopes));
        return { token: '${TOKEN}', expiresOnTimestamp: Date.now() + 3_600_000 };
      }
    }`);
  const { code, stderr } = await runEntra();
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(lastAuthorization(), `Bearer ${TOKEN}`);
  assert.match(await readFile(join(folder, 'scopes'), 'utf8'), /https:\/\/cognitiveservices\.azure\.com\/\.default/);
});

test('A failure of @azure/identity is reported in a sentence, and with --debug with all details but no token', {
  timeout,
}, async () => {
  await setAz('exit 1');
  await setIdentity(
    'export class DefaultAzureCredential { async getToken() { throw new Error("No credential.\\nDetails."); } }',
  );
  const { code, stderr } = await runEntra();
  assert.equal(code, 2);
  assert.match(stderr, /--entra: @azure\/identity returned no token: No credential\.\n/);
  assert.doesNotMatch(stderr, /Details/);
  assert.match((await runEntra(['--debug'])).stderr, /Details/);
  await setIdentity('import "not-there";');
  assert.match((await runEntra()).stderr, /@azure\/identity failed to load: /);
  await setIdentity(
    `export class DefaultAzureCredential { async getToken() { return { token: '${TOKEN}x', expiresOnTimestamp: 0 }; } }`,
  );
  const refused = await runEntra(['--debug']);
  assert.equal(refused.code, 3);
  assert.ok(!refused.stderr.includes(TOKEN), refused.stderr);
});

/**
 * Installs a project with Yarn's Plug'n'Play, and runs the command in it.
 * @param {string} name Of the project's folder.
 * @param {Record<string, string>} dependencies
 */
async function runWithYarn(name, dependencies) {
  const project = join(folder, name);
  await mkdir(project);
  const manifest = {
    private: true,
    dependencies: { 'document-translation-status': `file:${installed}`, ...dependencies },
  };
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(project, 'yarn.lock'), '');
  await writeFile(join(project, '.yarnrc.yml'), 'nodeLinker: pnp\nenableGlobalCache: false\nenableTelemetry: false\n');
  const yarn = fileURLToPath(new URL('./yarn/node_modules/@yarnpkg/cli-dist/bin/yarn.js', import.meta.url));
  const env = {
    PATH: `${join(folder, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: project,
    AZURE_DOCUMENT_TRANSLATION_ENDPOINT: sim.url,
  };
  const argv = [
    '-c',
    'cd "$0" && node "$1" install >&2 && exec node "$1" document-translation-status "$2" "$3" --entra',
  ];
  return start([...argv, project, yarn, sim.batchId, sim.documents[1].id], env, { command: 'bash' });
}

test("Under Yarn's Plug'n'Play, @azure/identity is used if the project depends on it, else the Azure CLI, else both are named", {
  timeout: 120_000,
}, async () => {
  await installPackages(new URL('./yarn/', import.meta.url));
  await setIdentity(undefined);
  await setAz(undefined);
  const missing = await runWithYarn('yarn-without', {});
  assert.equal(missing.code, 2, missing.stderr);
  assert.match(
    missing.stderr,
    /--entra: neither @azure\/identity nor the Azure CLI \(az\) is installed\. Install one of them\./,
  );
  await setAz(`echo '{"accessToken":"${TOKEN}","expires_on":${Math.floor(Date.now() / 1000) + 3600}}'`);
  const withAz = await runWithYarn('yarn-with-az', {});
  assert.equal(withAz.code, 0, withAz.stderr);
  assert.equal(lastAuthorization(), `Bearer ${TOKEN}`);
  await setAz('exit 1');
  await setIdentity(
    `export class DefaultAzureCredential { async getToken() { return { token: '${TOKEN}', expiresOnTimestamp: Date.now() + 3_600_000 }; } }`,
  );
  const withIdentity = await runWithYarn('yarn-with-identity', {
    '@azure/identity': `file:${join(folder, 'node_modules/@azure/identity')}`,
  });
  assert.equal(withIdentity.code, 0, withIdentity.stderr);
});
