// Runs the contract cases on the packed package in Node's versions, Deno, Bun and workerd, with the least permissions that the package
// needs. Prints a table.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:tls';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { startService } from '../contract/service.js';
import { makeCertificates } from '../faults/certificates.js';
import { installPackages } from '../hosts/install.js';
import { BUN, DENO, NODES, nodePermissions, skipIfMissing } from '../hosts/programs.js';
import { startWorkerd } from '../hosts/workerd.js';
import { installProduct } from '../package/installed.js';
import { addRow, finishTable } from './table.js';

/** @type {Awaited<ReturnType<typeof installProduct>>} */
let project;
/** @type {Awaited<ReturnType<typeof startService>>} */
let service;
before(
  async () => {
    await installPackages();
    [project, service] = await Promise.all([installProduct(), startService()]);
  },
  { timeout: 300_000 },
);
after(async () => {
  await Promise.all([service?.close(), project?.remove()]);
  finishTable('runtimes');
});

const ownVersion = process.versions.node;
const isListed =
  `${process.platform} ${process.arch}` === 'linux x64' && NODES.some(({ version }) => version === ownVersion);
const permissions = (/** @type {string} */ version) => nodePermissions(version, [join(project.folder, '*')]);

/** @type {{ name: string, program: string, args?: () => string[] }[]} */
const runtimes = [
  ...NODES.map(({ name, program, version }) => ({ name, program, args: () => permissions(version) })),
  ...(isListed ? [] : [{ name: 'Node', program: process.execPath, args: () => permissions(ownVersion) }]),
  {
    name: 'Node with frozen intrinsics',
    program: process.execPath,
    args: () => ['--frozen-intrinsics', ...permissions(ownVersion)],
  },
  { name: 'Deno', program: DENO, args: () => ['run', '--no-prompt', '--node-modules-dir=manual', '--allow-net'] },
  { name: 'Bun', program: BUN },
];

for (const { name, program, args = () => [] } of runtimes) {
  test(`The contract cases pass in ${name}`, { timeout: 110_000 }, async (t) => {
    if (skipIfMissing(t, program)) return;
    const folder = await project.bundle('server', new URL('print-cases.js', import.meta.url));
    const { stdout } = await promisify(execFile)(program, [...args(), join(folder, 'print-cases.js'), service.url], {
      cwd: project.folder,
      timeout: 100_000,
      maxBuffer: 2 ** 24,
    });
    const { version, results } = JSON.parse(stdout.trim().split('\n').pop() ?? '');
    addRow(name, '', version, results);
  });
}

for (const { name, program, args = () => [] } of runtimes) {
  // Deno's fetch does not tell why a connection failed.
  const told = name === 'Deno' ? Array(4).fill('NetworkFailure') : undefined;
  test(`In ${name}, connections fail with ${told ? 'NetworkFailure' : 'the code for the reason'}`, {
    timeout: 60_000,
  }, async (t) => {
    if (skipIfMissing(t, program)) return;
    const { key, certificates, remove } = makeCertificates();
    t.after(remove);
    const servers = [certificates.selfSigned, certificates.expired, certificates.good].map((cert) => {
      const server = createServer({ key, cert }).listen(0, '127.0.0.1');
      return server.on('tlsClientError', () => {});
    });
    t.after(() => servers.forEach((server) => void server.close()));
    await Promise.all(servers.map((server) => once(server, 'listening')));
    const urls = servers.map(
      (server) => `https://localhost:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`,
    );
    // Nothing listens on this port any more.
    await new Promise((resolve) => servers[2].close(resolve));
    const folder = await project.bundle('server', new URL('print-failures.js', import.meta.url));
    const { stdout } = await promisify(execFile)(
      program,
      [...args(), join(folder, 'print-failures.js'), ...urls, 'https://nobody.invalid'],
      { cwd: project.folder, timeout: 50_000 },
    );
    const results = JSON.parse(stdout.trim().split('\n').pop() ?? '');
    const expected = told ?? ['CertificateUntrusted', 'CertificateUntrusted', 'ConnectionRefused', 'HostNotFound'];
    // Without a name server, the code is EAI_AGAIN.
    if (results[3].code === 'NetworkFailure') expected[3] = 'NetworkFailure';
    assert.deepEqual(
      results.map((/** @type {any} */ { code }) => code),
      expected,
    );
    for (const { isNamed, endsWithHint } of results) assert.ok(isNamed && endsWithHint, stdout);
  });
}

// At the second date, workerd's fetch did not accept the option `cache` yet.
for (const compatibilityDate of ['2026-04-01', '2023-01-01']) {
  const name = `workerd as of ${compatibilityDate}`;
  test(`The contract cases pass in ${name}, without nodejs_compat`, { timeout: 110_000 }, async (t) => {
    const folder = await project.bundle('workerd', new URL('run-in-workerd.js', import.meta.url));
    const workerd = await startWorkerd(pathToFileURL(join(folder, 'run-in-workerd.js')), { compatibilityDate });
    t.after(() => workerd.close());
    const response = await fetch(`${workerd.url}?service=${encodeURIComponent(service.url)}`);
    assert.equal(response.status, 200);
    addRow('workerd', `as of ${compatibilityDate}`, workerd.version, await response.json());
  });
}
