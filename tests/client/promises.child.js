// Run by promises.test.js: replaces the global Promise, then prints which credentials the requests of a client and a proxy carry, of which
// the first is refused.
const [library] = process.argv.slice(2);
const original = Promise;
const path = new URL(
  `../hosts/node_modules/${library}/${library === 'zone.js' ? 'bundles/zone.umd.js' : 'js/release/bluebird.js'}`,
  import.meta.url,
);
const { default: loaded } = await import(path.href);
if (library === 'bluebird') globalThis.Promise = loaded;

const { createClient } = await import('document-translation-status');
const { createStatusProxy } = await import('document-translation-status/proxy');

const BATCH = '727bf148-f327-47a0-9481-abae6362f11e';
const DOCUMENT = '0007aadd-0000-0000-0000-000000000000';
const state = { id: DOCUMENT, status: 'Succeeded', lastActionDateTimeUtc: '2024-05-01T10:00:00Z' };
const endpoint = 'https://service.example';

/** A service that refuses the first token. */
function service() {
  /** @type {(string | null)[]} */
  const seen = [];
  /** @param {any} _ @param {any} init */
  const fetch = async (_, init) => {
    const header = new Headers(init.headers).get('authorization');
    seen.push(header);
    return new Response(JSON.stringify(state), { status: header === 'Bearer second' ? 200 : 401 });
  };
  return { seen, fetch: /** @type {any} */ (fetch) };
}

/** Tokens in turn. @param {(token: string) => any} wrap */
function tokens(wrap) {
  const left = ['first', 'second'];
  return () => wrap(/** @type {string} */ (left.shift()));
}

const credentials = {
  'async function': { token: tokens(async (token) => token) },
  'plain promise': { token: tokens((token) => new Promise((resolve) => setTimeout(() => resolve(token), 1))) },
  TokenCredential: { getToken: tokens(async (token) => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 })) },
};
/** @type {Record<string, unknown>} */
const result = { replaced: globalThis.Promise !== original };
for (const [name, credential] of Object.entries(credentials)) {
  const { seen, fetch } = service();
  const client = await createClient({ endpoint, fetch, credential });
  await client.getDocumentStatus(BATCH, DOCUMENT);
  result[name] = seen;
}
{
  const { seen, fetch } = service();
  const client = await createClient({ endpoint, fetch, credential: { token: tokens(async (token) => token) } });
  await client.waitForDocument(BATCH, DOCUMENT);
  result.watch = seen;
}
{
  const { seen, fetch } = service();
  const credential = { getToken: tokens(async (token) => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 })) };
  const proxy = createStatusProxy({ endpoint, fetch, credential, public: true });
  const url = `https://proxy.example/translator/document/batches/${BATCH}/documents/${DOCUMENT}?api-version=2024-05-01`;
  await proxy.fetch(new Request(url));
  result.proxy = seen;
}
console.log(JSON.stringify(result));
