// Tests what the proxy removes from all its output: documents, jobs, lists, streams, stale responses, errors and the operator's events.
// tests/properties/redaction.test.js tests the same with generated values.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStatusProxy } from 'document-translation-status/proxy';
import { BATCH, DOCUMENT, ENDPOINT, KEY, REQUIRED } from '../contract/kit.js';
import { allEvents } from './sse.js';
import { limits } from './stage.js';

const BATCH_PATH = `/translator/text/batch/v1.0/batches/${BATCH}`;
const LIST_PATH = `${BATCH_PATH}/documents`;
const PATH = `${LIST_PATH}/${DOCUMENT}`;
const SOURCE = 'https://contosodata.blob.core.windows.net/customer-17/en/Annual%20Report.docx?sv=2021&sig=S1gn4ture';
const SUMMARY = { total: 1, failed: 1, success: 0, inProgress: 0, notYetStarted: 0, cancelled: 0 };

/** A text with everything that must be removed. */
const QUOTED = [
  `Key ${KEY}, key ${encodeURIComponent(encodeURIComponent(KEY.toUpperCase()))}`,
  `of ${new URL(ENDPOINT).host} for Annual Report.docx in customer-17 of contosodata`,
  SOURCE,
].join('; ');
const NEVER = /k3y|5ecret|my-resource|annual|report\.docx|customer|contoso|blob\.core|sig=|S1gn/i;
const ERROR = {
  code: 'InvalidRequest',
  message: QUOTED,
  target: QUOTED,
  details: { [QUOTED]: [{ code: 'Inner', message: QUOTED }] },
  innerError: { code: QUOTED, message: QUOTED, innerError: { code: 'Innermost', message: QUOTED } },
};
const FAILED = { ...REQUIRED, status: 'Failed', sourcePath: SOURCE, error: ERROR };

/**
 * A proxy whose service sends these responses in turn, then always the last one.
 * @param {(object | { status: number, body: any, headers?: Record<string, string> })[]} replies @param {object} [options]
 */
function proxyOf(replies, options = {}) {
  const left = [...replies];
  /** @type {any[]} */
  const events = [];
  const proxy = createStatusProxy({
    endpoint: ENDPOINT,
    credential: { key: KEY },
    public: true,
    exposeBatches: true,
    onEvent: (event) => events.push(event),
    fetch: async () => {
      const reply = /** @type {any} */ (left.length > 1 ? left.shift() : left[0]);
      const { status, body, headers } = Number.isInteger(reply.status) ? reply : { status: 200, body: reply };
      return new Response(JSON.stringify(body), { status, headers });
    },
    ...options,
  });
  /** @param {string} [path] @param {Record<string, string>} [headers] */
  const ask = (path = PATH, headers = {}) =>
    proxy.fetch(new Request(`https://status.example.com${path}`, { headers }), {}, { waitUntil() {} });
  return { ask, events };
}

/** The headers and body of a response. @param {Response} reply */
const textOf = async (reply) => `${JSON.stringify([...reply.headers])} ${await reply.text()}`;

for (const [what, path, reply] of /** @type {const} */ ([
  ['a document', PATH, FAILED],
  [
    'a job',
    BATCH_PATH,
    { ...REQUIRED, id: BATCH, status: 'Failed', summary: SUMMARY, error: { ...ERROR, message: KEY } },
  ],
  ['a list of documents', LIST_PATH, { value: [FAILED, { ...FAILED, id: BATCH }] }],
]))
  test(`The key, the host and storage names that the service quotes are removed from ${what}`, limits, async () => {
    const { ask } = proxyOf([reply], { credential: { key: KEY } });
    const response = await ask(path);
    assert.equal(response.status, 200);
    const text = await textOf(response);
    // A job has no path, so the proxy knows no storage name.
    const never = what === 'a job' ? /k3y|5ecret|my-resource|blob\.core|sig=|S1gn/i : NEVER;
    assert.doesNotMatch(text, never);
    assert.match(text, /"InvalidRequest"/);
    assert.match(text, /Innermost/);
  });

test(
  'The key, the host and storage names are removed from the first and the later events of a stream',
  limits,
  async () => {
    const running = { ...FAILED, status: 'Running', error: undefined, deploymentName: KEY };
    const { ask } = proxyOf([running, FAILED], { minIntervalMs: 1, maxIntervalMs: 1 });
    const events = await allEvents(await ask(PATH, { Accept: 'text/event-stream' }));
    assert.deepEqual(
      events.map(({ data }) => data.status),
      ['Running', 'Failed'],
    );
    assert.doesNotMatch(JSON.stringify(events), NEVER);
  },
);

test(
  'The key, the host and storage names are removed from errors, stale responses and the operator’s events',
  limits,
  async () => {
    const error = { status: 503, body: { error: ERROR } };
    for (const status of [400, 401, 403, 404, 429, 500, 503]) {
      const { ask, events } = proxyOf([{ ...error, status, body: { error: { ...ERROR, code: QUOTED } } }]);
      const reply = await ask();
      assert.ok(reply.status >= 400);
      assert.doesNotMatch(await textOf(reply), NEVER);
      assert.doesNotMatch(JSON.stringify(events), /k3y|5ecret|my-resource|blob\.core|sig=|S1gn/i);
    }
    let time = Date.now();
    const { ask, events } = proxyOf([{ ...FAILED, status: 'Running' }, error], { now: () => time });
    await ask();
    time += 10_000;
    assert.doesNotMatch(await textOf(await ask()), NEVER);
    assert.equal(events.at(-1).stale, true);
  },
);

test('A request id that contains the key is removed, and any other is passed on', limits, async () => {
  const { ask } = proxyOf([{ status: 200, body: REQUIRED, headers: { 'apim-request-id': `id-${KEY}` } }]);
  assert.doesNotMatch(await textOf(await ask()), NEVER);
  const other = proxyOf([{ status: 200, body: REQUIRED, headers: { 'apim-request-id': 'a-request-id' } }]);
  assert.equal((await other.ask()).headers.get('apim-request-id'), 'a-request-id');
});

test('After a token is renewed, both the new and the previous one are removed', limits, async () => {
  const tokens = ['first-t0ken-5ecret', 'second-t0ken-5ecret'];
  let asked = 0;
  let time = Date.now();
  const said = { ...FAILED, status: 'Running', error: { code: 'X', message: `Of ${tokens.join(' and ')}.` } };
  const { ask } = proxyOf([{ status: 401, body: {} }, said], {
    credential: { token: async () => tokens[asked++] },
    minIntervalMs: 1,
    maxIntervalMs: 1,
    now: () => time,
  });
  await ask();
  time += 60_000;
  const { error } = await (await ask()).json();
  assert.deepEqual([asked, error.message], [2, 'Of *** and ***.']);
});

/** The error message that viewers get for this message of the service. @param {string} message @param {boolean} exposePaths @param {object} [more] */
async function messageOf(message, exposePaths, more = {}) {
  const { ask } = proxyOf([{ ...FAILED, ...more, error: { code: 'X', message } }], { exposePaths });
  return (await (await ask()).json()).error.message;
}

const SECRETS = {
  'a signature': ['Query sig=S1gn.', 'Query ***'],
  'a signature with spaces': ['With sig = S1gn and more', 'With *** and more'],
  'the parameters of a SAS': ['Of sv=2021-08-06&se=2026-01-01&sp=r&sig=S1gn it is', 'Of *** it is'],
  'the parameters of a SAS with spaces': ['se = 2026, sp = r', '***'],
  'a signature as a member': ['Got {"sig": "S1gn"}', 'Got {"***"}'],
  'an account’s key': ['With AccountKey=S1gn== now', 'With *** now'],
  'an account’s key with spaces': ['With AccountKey = S1gn== now', 'With *** now'],
  'an account’s key in quotes': ['With AccountKey = "S1gn==" or "AccountKey":"S1gn==" now', 'With ***" or "***" now'],
  'a connection string': [
    'DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=S1gn==;EndpointSuffix=core.windows.net is bad',
    '*** is bad',
  ],
  'a shared access signature': ['SharedAccessSignature=sr=x&sig=S1gn is bad', '*** is bad'],
  'the header of a key': ['With Ocp-Apim-Subscription-Key: S1gn now', 'With *** now'],
  'the header of a key in JSON': ['{"Ocp-Apim-Subscription-Key":["S1gn"]}', '{"***"]}'],
  'the header of a token': ['With Authorization: Bearer S1gn now', 'With *** now'],
  'the header of a view token': ['With X-View-Token: S1gn now', 'With *** now'],
  'a token': ['Bearer abcdef1234567890 is old', '*** is old'],
  'a JWT': ['Token eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln is old', 'Token *** is old'],
  'a password in a URL': ['Of ftp://user:S1gn@host/x.txt it is', ''],
  'a key by name': ['api-key: S1gn, password=S1gn', '***, ***'],
  'a key in a sentence': ['AccountKey is S1gn== and Password is S1gn.', '*** and ***'],
  'a secret, a password and a token by name': ['secret=S1gn pwd=S1gn token=S1gn token: S1gn', '*** *** *** ***'],
  'a token as a member': ['Got {"token":"S1gn"}', 'Got {"***"}'],
  'a password that begins as a sentence does': ['password: not-S1gn now', '*** now'],
  'a signature of a shared key': ['With SharedKey account:S1gn= now', 'With *** now'],
  'a token without a digit': ['Bearer abcdef-ghijkl is old', '*** is old'],
};
for (const [what, [message, expected]] of Object.entries(SECRETS))
  test(`A secret is recognised by its form, with and without exposePaths: ${what}`, limits, async () => {
    for (const written of [message, encodeURIComponent(message), message.toUpperCase()])
      for (const exposePaths of [false, true]) {
        // A JWT in capitals is not a JWT.
        if (what === 'a JWT' && written === message.toUpperCase()) continue;
        const shown = await messageOf(written, exposePaths);
        assert.doesNotMatch(shown, /S1gn|c2ln|abcdef12|ghijkl|2026/i);
        if (written === message && expected !== '') assert.equal(shown, expected);
      }
  });

const PLACES = {
  'a URL': ['See https://a.example/t/file.docx.', 'See ***.'],
  'a URL with spaces and a file’s extension': ['Of https://a.example/t/my old file.docx it is', 'Of *** it is'],
  'a URL with spaces and a query': ['Of https://a.example/t/my file?sv=1&sig=x it is', 'Of *** it is'],
  'a URL with spaces in quotes': ['Of "https://a.example/t/my old file" it is', 'Of "***" it is'],
  'a URL with an apostrophe': ["Of 'https://a.example/t/o'brien file.docx' it is", "Of '***' it is"],
  'a URL whose name has a dot and a space': ['Of https://a.example/t/old.share 2.docx it is', 'Of *** it is'],
  'a URL in quotes that are closed on another line': ['Of "https://a.example/share\nit" is', 'Of "***\nit" is'],
  'two URLs': ['Neither https://a.example/x.docx nor https://a.example/share exists', 'Neither *** nor *** exists'],
  'wasbs: without slashes': ['Of wasbs:container/x.docx it is', 'Of *** it is'],
  'a URL with spaces in a folder': ['Of https://a.example/my big share/container x', 'Of *** x'],
  'a URL before a choice': ['Of https://a.example/x and/or it', 'Of *** and/or it'],
  'a URL that ends a sentence': ['No https://a.example/t. The file.txt is', 'No ***. The file.txt is'],
  'wasbs:': ['Of wasbs://container@account.blob.core.windows.net/x y.docx it is', 'Of *** it is'],
  'abfss:': ['Of abfss://container@account.dfs.core.windows.net/x.docx it is', 'Of *** it is'],
  'adl:': ['Of adl://account.azuredatalakestore.net/x.docx it is', 'Of *** it is'],
  'a UNC path': ['Of \\\\account\\share\\new file.docx it is', 'Of *** it is'],
  'a UNC path in JSON': ['Of "\\\\\\\\account\\\\share\\\\new file.docx" it is', 'Of "***" it is'],
  'a path without a scheme': ['Of account.blob.core.windows.net/container/x.docx it is', 'Of *** it is'],
  'a file share': ['Of account.file.core.windows.net:443/share/x.docx it is', 'Of *** it is'],
  'a government’s cloud': ['Of account.blob.core.usgovcloudapi.net/container/x.docx it is', 'Of *** it is'],
  'China’s cloud': ['Of account.dfs.core.chinacloudapi.cn/container/x.docx it is', 'Of *** it is'],
  'a zone of storage': ['Of account.z13.blob.storage.azure.net/container/x.docx it is', 'Of *** it is'],
  'a blob’s name without an end': ['No https://b.blob.core.windows.net/container/account plan, old', 'No ***'],
  'a blob’s name without an end, before a sentence': [
    'No b.blob.core.windows.net/container/account plan is empty. It is so',
    'No ***. It is so',
  ],
  'a container in a sentence': ['No https://account.blob.core.windows.net/container is empty', 'No *** is empty'],
  'a file’s name without an end in a UNC path': ['No \\\\account\\share\\container plan is empty', 'No ***'],
  'a UNC path with other slashes': ['Of \\\\account/share/container plan.docx it is', 'Of *** it is'],
  'az:': ['Of az://container/x.docx it is', 'Of *** it is'],
  's3:': ['Of s3://container/account plan.docx it is', 'Of *** it is'],
  'gs:': ['Of gs://container/x.docx it is', 'Of *** it is'],
  'a storage of another domain': ['Of account.blob.local/container it is', 'Of *** it is'],
  'a link that looks like documentation': ['Of https://aka.ms.a.example/share it is', 'Of *** it is'],
  'a link to documentation with a query': ['Of https://aka.ms/account?container=share it is', 'Of *** it is'],
  'a path in a link to documentation': [
    'Of https://aka.ms/https://a.example/share it is',
    'Of https://aka.ms/*** it is',
  ],
  'a URL, JSON-escaped': ['Of https:\\/\\/a.example\\/t\\/x.docx it is', 'Of *** it is'],
};
for (const [what, [message, expected]] of Object.entries(PLACES))
  test(`A storage path is recognised by its form: ${what}`, limits, async () => {
    assert.equal(await messageOf(message, false), expected);
    for (const written of [encodeURIComponent(message), encodeURIComponent(encodeURIComponent(message))])
      assert.doesNotMatch(await messageOf(written, false), /account|container|share|a\.example|brien|docx/i);
  });

test('With exposePaths a message keeps its paths without their queries', limits, async () => {
  const message = 'Of https://a.blob.core.windows.net/t/x y.docx?sv=1&sig=S1gn and \\\\account\\share\\x.docx it is';
  assert.equal(
    await messageOf(message, true),
    'Of https://a.blob.core.windows.net/t/x y.docx and \\\\account\\share\\x.docx it is',
  );
});

test('Storage names are removed from the messages of a document, except short and common ones', limits, async () => {
  const sourcePath = 'https://contosodata.blob.core.windows.net/source/en/q1.docx';
  const message = 'The source document q1.docx (en) of contosodata: source/en/q1.docx, SOURCE\\en\\Q1.docx, source/en';
  assert.equal(await messageOf(message, false, { sourcePath }), 'The source document *** (en) of ***: ***, ***, ***');
});

test('A file name is removed also without its extension and with other separators or accents', limits, async () => {
  const sourcePath = 'https://contosodata.blob.core.windows.net/source/en/Annual%20R%C3%A9port%20%E1%BB%87.docx';
  const halfComposed = ['\u1eb9\u0302', '\u00ea\u0323', 'e\u0302\u0323'];
  for (const e of ['ệ', ...halfComposed])
    for (const name of [`Annual Réport ${e}`, `annual_report-${e}`, `ANNUAL-RE\u0301PORT+${e}`])
      for (const written of [name, encodeURIComponent(name)])
        assert.equal(
          await messageOf(`File ${written} of ${written}_fr.docx`, false, { sourcePath }),
          'File *** of ***_fr.docx',
        );
});

test('A file name that is common, short or an id is kept', limits, async () => {
  const message = `The source document plan failed: ${DOCUMENT}`;
  for (const file of ['Source-Document.docx', 'pl.docx', `${DOCUMENT}.docx`]) {
    const sourcePath = `https://contosodata.blob.core.windows.net/source/en/${file}`;
    assert.equal(await messageOf(message, false, { sourcePath }), message);
  }
});

test('A message is searched for the names of all folders, also if they begin alike', limits, async () => {
  const folders = Array.from({ length: 40 }, (_, at) => `customer-2024-${at + 10}`);
  const sourcePath = `https://contosodata.blob.core.windows.net/source/${folders.join('/')}/q1.docx`;
  const message = 'Neither customer-2024-17 nor customer%2D2024%2D31 nor customer-2024-9 exists.';
  assert.equal(await messageOf(message, false, { sourcePath }), 'Neither *** nor *** nor customer-2024-9 exists.');
});

test('A finished document in a list is not redacted again until it changes', limits, async () => {
  let time = Date.now();
  const said = (/** @type {string} */ message, more = {}) => ({
    value: [{ ...FAILED, error: { code: 'X', message }, ...more }],
  });
  const later = { lastActionDateTimeUtc: '2099-01-01T00:00:00Z' };
  const { ask } = proxyOf([said('first'), said('second'), said(`third ${KEY}`, later)], { now: () => time });
  const shown = [];
  for (let at = 0; at < 3; at++, time += 600_000) {
    const { value } = await (await ask(LIST_PATH)).json();
    shown.push(value[0].error.message);
  }
  assert.deepEqual(shown, ['first', 'first', 'third ***']);
});
