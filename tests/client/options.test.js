// Tests every option and argument of the client's methods with a value of every type: the error names the option, and nothing is sent.
// The options of createClient are tested in contract/cases/requests.js.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, DocumentTranslationError, isTerminal } from 'document-translation-status';
import { OBJECTS, VALUES } from '../tables/wrong-types.js';
import { BATCH, collect, DOCUMENT } from '../watch/stage.js';

const options = { timeout: 20_000 };

const MS = ['one', 'number', 'fraction', 'number past 2^31', 'Infinity'];

/** Per option of a method: the kinds of values that it accepts. @typedef {Record<string, string[]>} Accepted */

/** @type {Accepted} */
const CALL = { signal: [], other: [] };
/** @type {Accepted} */
const WATCH = {
  signal: [],
  minIntervalMs: MS,
  maxIntervalMs: ['zero', ...MS],
  maxOutageMs: ['zero', ...MS],
  maxInitialOutageMs: ['zero', ...MS],
  onOutage: ['function'],
  other: [],
};
/** @type {Accepted} */
const WATCH_DOCUMENT = { ...WATCH, stream: ['true', 'false', ...OBJECTS] };
/** @type {Accepted} */
const WATCH_BATCH = { ...WATCH, stream: [] };
/** @type {Accepted} */
const LIST = {
  signal: [],
  statuses: ['array', 'array of a string'],
  ids: ['array'],
  top: ['zero', 'one', 'number'],
  skip: ['zero', 'one', 'number'],
  maxPageSize: ['one', 'number'],
  orderBy: [],
  createdDateTimeUtcStart: ['Date'],
  createdDateTimeUtcEnd: ['Date'],
  other: [],
};
/** @type {Accepted} */
const PAGE = { maxPageSize: ['one', 'number'], continuationToken: [], other: [] };

/** @param {string} name */
const refused = (name) => (/** @type {any} */ error) => {
  assert.ok(error instanceof DocumentTranslationError, `not a DocumentTranslationError: ${error}`);
  assert.equal(error.kind, 'invalid-argument');
  assert.deepEqual([error.code, error.target], ['InvalidOption', name]);
  assert.ok(error.message.includes(name), error.message);
  return true;
};

/** A client that counts its requests. */
async function clientThatCounts() {
  let sent = 0;
  const fetch = /** @type {any} */ (
    async () => {
      sent++;
      throw new TypeError('The test expects no request.');
    }
  );
  return {
    client: await createClient({ endpoint: 'https://service.example', fetch, maxRetries: 0 }),
    sent: () => sent,
  };
}

/** @type {[name: string, accepted: Accepted, call: (client: any, options: any) => Promise<unknown>][]} */
const CALLS = [
  ['getDocumentStatus', CALL, (client, given) => client.getDocumentStatus(BATCH, DOCUMENT, given)],
  ['getBatchStatus', CALL, (client, given) => client.getBatchStatus(BATCH, given)],
  ['watchDocument', WATCH_DOCUMENT, (client, given) => client.watchDocument(BATCH, DOCUMENT, given).next()],
  ['waitForDocument', WATCH_DOCUMENT, (client, given) => client.waitForDocument(BATCH, DOCUMENT, given)],
  ['watchBatch', WATCH_BATCH, (client, given) => client.watchBatch(BATCH, given).next()],
  ['waitForBatch', WATCH_BATCH, (client, given) => client.waitForBatch(BATCH, given)],
  ['listDocumentStatuses', LIST, (client, given) => collect(client.listDocumentStatuses(BATCH, given))],
  [
    'listDocumentStatuses by page',
    LIST,
    (client, given) => collect(client.listDocumentStatuses(BATCH, given).byPage()),
  ],
  ['listBatchStatuses', LIST, (client, given) => collect(client.listBatchStatuses(given))],
  ['listBatchStatuses by page', LIST, (client, given) => collect(client.listBatchStatuses(given).byPage())],
  ['byPage of documents', PAGE, (client, given) => collect(client.listDocumentStatuses(BATCH).byPage(given))],
  ['byPage of jobs', PAGE, (client, given) => collect(client.listBatchStatuses().byPage(given))],
];

for (const [name, accepted, call] of CALLS)
  test(`${name} rejects every option of a wrong type, names it, and sends nothing`, options, async () => {
    const { client, sent } = await clientThatCounts();
    for (const [option, kinds] of Object.entries(accepted))
      for (const [kind, value] of VALUES)
        if (!kinds.includes(kind))
          await assert.rejects(call(client, { [option]: value }), refused(option), `${option}: ${kind}`);
    for (const [kind, value] of VALUES)
      if (!OBJECTS.includes(kind)) await assert.rejects(call(client, value), refused('options'), kind);
    assert.equal(sent(), 0);
  });

test('Every method rejects an id of a wrong type, names it, and sends nothing', options, async () => {
  const { client, sent } = await clientThatCounts();
  for (const [kind, value] of [...VALUES, ['undefined', undefined]]) {
    /** @type {[code: string, outcome: Promise<unknown>][]} */
    const outcomes = [
      ['InvalidBatchId', client.getDocumentStatus(value, DOCUMENT)],
      ['InvalidDocumentId', client.getDocumentStatus(BATCH, value)],
      ['InvalidBatchId', client.getBatchStatus(value)],
      ['InvalidBatchId', collect(client.listDocumentStatuses(value))],
      ['InvalidBatchId', collect(client.listDocumentStatuses(value).byPage())],
      ['InvalidBatchId', client.watchDocument(value, DOCUMENT).next()],
      ['InvalidDocumentId', client.watchDocument(BATCH, value).next()],
      ['InvalidBatchId', client.waitForDocument(value, DOCUMENT)],
      ['InvalidDocumentId', client.waitForDocument(BATCH, value)],
      ['InvalidBatchId', client.watchBatch(value).next()],
      ['InvalidBatchId', client.waitForBatch(value)],
    ];
    for (const [code, outcome] of outcomes)
      await assert.rejects(
        outcome,
        { kind: 'invalid-argument', code, target: code === 'InvalidBatchId' ? 'batchId' : 'documentId' },
        String(kind),
      );
  }
  assert.equal(sent(), 0);
});

test('A value of 100,000 characters is rejected, and the error names its own option', options, async () => {
  const { client, sent } = await clientThatCounts();
  const long = 'x'.repeat(100_000);
  await assert.rejects(client.getDocumentStatus(long, long), { code: 'InvalidBatchId' });
  await assert.rejects(client.getDocumentStatus(BATCH, long), { code: 'InvalidDocumentId' });
  await assert.rejects(createClient({ endpoint: long }), { code: 'InvalidEndpoint' });
  await assert.rejects(createClient({ endpoint: 'https://service.example', apiVersion: long }), {
    code: 'InvalidApiVersion',
  });
  for (const [name, value] of Object.entries({
    statuses: [long],
    ids: [long],
    orderBy: long,
    createdDateTimeUtcStart: long,
    createdDateTimeUtcEnd: long,
  }))
    await assert.rejects(collect(client.listDocumentStatuses(BATCH, /** @type {any} */ ({ [name]: value }))), {
      code: 'InvalidOption',
      target: name,
    });
  assert.equal(sent(), 0);
});

test('An option under the name that Azure’s clients use is rejected with a hint at our name', options, async () => {
  const { client } = await clientThatCounts();
  const { signal } = new AbortController();
  const call = /** @type {any} */ ({ abortSignal: signal });
  await assert.rejects(client.getDocumentStatus(BATCH, DOCUMENT, call), { target: 'abortSignal', hint: /\bsignal\b/ });
  const interval = /** @type {any} */ ({ updateIntervalInMs: 1000 });
  await assert.rejects(client.waitForBatch(BATCH, interval), { target: 'updateIntervalInMs', hint: /minIntervalMs/ });
  const filter = /** @type {any} */ ({ createdAfter: new Date() });
  await assert.rejects(collect(client.listBatchStatuses(filter)), { hint: /createdDateTimeUtcStart/ });
  await assert.rejects(client.getDocumentStatus(BATCH, DOCUMENT, /** @type {any} */ (signal)), { target: 'options' });
});

test('isTerminal is false for every value that is not a terminal status', options, () => {
  for (const [kind, value] of [...VALUES, ['undefined', undefined]])
    assert.equal(isTerminal(value), false, String(kind));
});
