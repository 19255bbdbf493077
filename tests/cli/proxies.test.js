// Tests the command behind a proxy and with certificates of its own, on every Node: requests go through the proxy of the environment without
// a switch, and a Node that cannot do that says so. The proxy tunnels to a TLS server.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../../tools/lib/process.js';
import { proxyVariable } from '../../web/cli/proxies.js';
import { installPackages } from '../hosts/install.js';
import { bin, start } from './command.js';
import { startProxy, startTls } from './network.js';
import { useSimulator } from './simulator.js';

const timeout = 60_000;
const hasOpenssl = Boolean(findProgram('openssl'));
assert.ok(hasOpenssl || !process.env.CI, 'openssl is not on PATH');

/** @type {Awaited<ReturnType<typeof startTls>>} */
let tls;
const context = useSimulator({ durationMs: 200 }, async (folder) => {
  if (hasOpenssl) tls = await startTls(folder, context.sim.url);
});
const { environment } = context;
before(() => installPackages(), { timeout: 400_000 });
after(() => tls?.close());

/** Returns the path of a Node, or skips the test. @param {import('node:test').TestContext} t @param {number} version */
function findNode(t, version) {
  const node = fileURLToPath(new URL(`../hosts/node_modules/node-${version}/bin/node`, import.meta.url));
  if (existsSync(node)) return node;
  assert.ok(!process.env.CI, `${node} is not there`);
  t.skip(`Node ${version} from npm is for Linux on x64`);
  return undefined;
}

/** @param {import('node:test').TestContext} t */
function needsOpenssl(t) {
  if (!hasOpenssl) t.skip('openssl is not on PATH');
  return hasOpenssl;
}

const job = () => [bin, context.sim.batchId];

for (const version of [22, 24, 26]) {
  test(`Node ${version} uses the proxies of the environment without a switch`, { timeout }, async (t) => {
    const node = findNode(t, version);
    if (!node || !needsOpenssl(t)) return;
    const proxy = await startProxy();
    t.after(proxy.close);
    const tunnel = `CONNECT ${new URL(tls.url).host}`;
    const secure = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: tls.url, NODE_EXTRA_CA_CERTS: tls.cert };
    for (const [env, expected] of /** @type {[Record<string, string>, (string | RegExp)[]][]} */ ([
      [{ ...secure, HTTPS_PROXY: proxy.url }, [tunnel]],
      [{ ...secure, https_proxy: proxy.url }, [tunnel]],
      [{ ...secure, HTTPS_PROXY: proxy.url, NODE_OPTIONS: '--max-old-space-size=512' }, [tunnel]],
      [{ ...secure, HTTPS_PROXY: proxy.url, NODE_USE_ENV_PROXY: '1', NODE_NO_WARNINGS: '1' }, [tunnel]],
      [{ ...secure, HTTPS_PROXY: new URL(proxy.url).host }, [tunnel]],
      [{ ...secure, HTTPS_PROXY: proxy.url, NO_PROXY: 'localhost' }, []],
      [{ ...secure, https_proxy: proxy.url, no_proxy: 'a.example,localhost' }, []],
      [{ ...secure, HTTP_PROXY: proxy.url }, []],
      [{ HTTP_PROXY: proxy.url }, [/^GET http:/, /^GET http:/]],
      [{ http_proxy: proxy.url }, [/^GET http:/, /^GET http:/]],
      [{ HTTPS_PROXY: proxy.url }, []],
      [{ HTTP_PROXY: proxy.url, NODE_USE_ENV_PROXY: '1', NODE_NO_WARNINGS: '1', NO_PROXY: '127.0.0.1' }, []],
    ])) {
      proxy.targets.length = 0;
      const { code, stderr } = await start(job(), { ...environment(), ...env }, { command: node });
      assert.deepEqual([code, stderr], [0, ''], JSON.stringify(env));
      assert.equal(proxy.targets.length, expected.length, `${JSON.stringify(env)}: ${proxy.targets}`);
      for (const [index, target] of expected.entries())
        assert.match(proxy.targets[index], typeof target === 'string' ? new RegExp(`^${target}$`) : target);
    }
  });
}

test('Node 20 says in one line that it cannot use the proxy, only if the proxy applies to the endpoint', {
  timeout,
}, async (t) => {
  const node = findNode(t, 20);
  if (!node) return;
  for (const [env, expected] of /** @type {[object, RegExp][]} */ ([
    [
      { HTTP_PROXY: 'http://me:hush@127.0.0.1:9' },
      /^HTTP_PROXY is set, but Node 20\.\S+ cannot use a proxy\. Node 22\.21, 24\.5 and later can\.\n$/,
    ],
    [{ http_proxy: 'http://127.0.0.1:9' }, /^http_proxy is set, [^\n]*\n$/],
    [{ HTTPS_PROXY: 'http://127.0.0.1:9' }, /^$/],
    [{ HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1' }, /^$/],
  ])) {
    const { code, stderr } = await start(job(), { ...environment(), ...env }, { command: node });
    assert.equal(code, 0);
    assert.match(stderr, expected);
  }
});

test('A proxy that refuses a tunnel, is not there, or has another scheme, is reported without its password', {
  timeout,
}, async (t) => {
  const node = findNode(t, 24);
  if (!node || !needsOpenssl(t)) return;
  const proxy = await startProxy();
  proxy.refuse = true;
  t.after(proxy.close);
  const secure = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: tls.url, NODE_EXTRA_CA_CERTS: tls.cert };
  const withPassword = proxy.url.replace('//', '//me:hush@');
  for (const [url, exitCode, expected] of /** @type {[string, number, RegExp][]} */ ([
    [withPassword, 3, /407.* \(through the proxy in HTTPS_PROXY\)\.\n/],
    ['http://me:hush@127.0.0.1:9', 3, /^connect ECONNREFUSED 127\.0\.0\.1:9 \(through the proxy in HTTPS_PROXY\)\.\n/m],
    [
      'socks5://me:hush@127.0.0.1:9',
      0,
      /^HTTPS_PROXY is set, but not to an http:\/\/ or https:\/\/ proxy, so no proxy is used\.\n$/,
    ],
  ])) {
    const env = { ...environment(), ...secure, HTTPS_PROXY: url };
    const { code, stderr } = await start([...job(), '--timeout', '20s'], env, { command: node });
    assert.equal(code, exitCode, stderr);
    assert.match(stderr, expected);
    assert.doesNotMatch(stderr, /hush/);
  }
});

test('NO_PROXY excepts hosts, domains, ports and everything', () => {
  for (const [list, excepted] of /** @type {[string, boolean][]} */ ([
    ['', false],
    ['a.example', true],
    ['A.Example', true],
    ['.example', true],
    ['*.example', true],
    ['example', true],
    ['b.example, a.example:443', true],
    ['a.example:8443', false],
    ['xa.example', false],
    ['a.example.com', false],
    ['*', true],
    [',', false],
  ]))
    for (const name of ['NO_PROXY', 'no_proxy'])
      assert.equal(
        proxyVariable('https://a.example/x', { HTTPS_PROXY: 'http://proxy', [name]: list }),
        excepted ? undefined : 'HTTPS_PROXY',
        list,
      );
});

for (const version of [20, 22, 24, 26]) {
  test(`On Node ${version}, an untrusted certificate ends a watch at once, with both variables that help`, {
    timeout,
  }, async (t) => {
    const node = findNode(t, version);
    if (!node || !needsOpenssl(t)) return;
    const options = { command: node };
    const direct = { ...environment(), AZURE_DOCUMENT_TRANSLATION_ENDPOINT: tls.url };
    const proxy = await startProxy();
    t.after(proxy.close);
    const environments = version > 20 ? [direct, { ...direct, HTTPS_PROXY: proxy.url }] : [direct];
    for (const env of environments) {
      const untrusted = await start([...job(), '--watch', '--verbose'], env, options);
      assert.equal(untrusted.code, 3);
      assert.equal(untrusted.stderr.match(/ attempt=/g)?.length, 1, untrusted.stderr);
      assert.match(
        untrusted.stderr,
        /^The certificate of localhost:\d+ is not trusted(: DEPTH_ZERO_SELF_SIGNED_CERT)?\.\n[^\n]*self-signed certificate[^\n]*\.\nSet NODE_EXTRA_CA_CERTS to [^\n]*NODE_USE_SYSTEM_CA=1 [^\n]*\n$/m,
      );
      assert.equal((await start(job(), { ...env, NODE_EXTRA_CA_CERTS: tls.cert }, options)).code, 0);
    }
  });
}

for (const version of [20, 22, 24, 26]) {
  test(`On Node ${version}, NODE_DEBUG does not print the key`, { timeout }, async (t) => {
    const node = findNode(t, version);
    if (!node) return;
    for (const sections of ['http', 'http,https,net,tls']) {
      const env = { ...environment(), NODE_DEBUG: sections };
      const { code, stderr } = await start([...job(), '--watch', '--interval', '50ms'], env, { command: node });
      assert.equal(code, 1);
      assert.match(stderr, /^HTTP \d+: /m);
      assert.ok(!stderr.includes(String(context.sim.key)), stderr);
    }
  });
}
