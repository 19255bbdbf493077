// Only here: every option and argument of the client with every value of a wrong type. Nothing is sent, and the error names the option.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createClient,
  DocumentTranslationError,
  isTerminal,
  parseOperationLocation,
} from 'document-translation-status';
import { BATCH, collect, DOCUMENT } from '../watch/stage.js';

const options = { timeout: 20_000 };

/** A value of every kind that JavaScript has. @type {[kind: string, value: any][]} */
const VALUES = [
  ['null', null],
  ['true', true],
  ['zero', 0],
  ['number', 42],
  ['fraction', 1.5],
  ['negative', -1],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['bigint', 5n],
  ['empty', ''],
  ['string', 'x'],
  ['lines', 'a\nb'],
  ['symbol', Symbol('s')],
  ['object', {}],
  ['list', []],
  ['list of nothing', [undefined]],
  ['list of an empty text', ['']],
  ['list of lines', ['Succeeded\n']],
  ['date', new Date(0)],
  ['no date', new Date(NaN)],
  ['function', () => {}],
  ['promise', Promise.resolve()],
];

/** The kinds of values above that each option takes. @type {Record<string, string[]>} */
const CLIENT = {
  credential: [],
  fetch: ['function'],
  timeoutMs: ['number', 'fraction'],
  maxRetries: ['zero', 'number'],
  maxRetryDelayMs: ['zero', 'number', 'fraction'],
  maxRetryAfterMs: ['zero', 'number', 'fraction'],
  headers: ['object'],
  allowKeyInBrowser: ['true'],
  maxConcurrency: ['number', 'fraction', 'Infinity'],
  wasm: [],
  other: [],
};
const CALL = { signal: [], other: [] };
const WATCH = {
  signal: [],
  minIntervalMs: ['number', 'fraction', 'Infinity'],
  maxIntervalMs: ['zero', 'number', 'fraction', 'Infinity'],
  maxOutageMs: ['zero', 'number', 'fraction', 'Infinity'],
  onOutage: ['function'],
  other: [],
};
const WATCH_DOCUMENT = { ...WATCH, stream: ['true', 'object'] };
const LIST = {
  signal: [],
  statuses: ['list'],
  ids: ['list'],
  top: ['zero', 'number'],
  skip: ['zero', 'number'],
  maxPageSize: ['number'],
  orderBy: [],
  createdDateTimeUtcStart: ['date'],
  createdDateTimeUtcEnd: ['date'],
  other: [],
};
const PAGE = { maxPageSize: ['number'], continuationToken: [], other: [] };

/** @param {string} name */
const refused = (name) => (/** @type {any} */ error) => {
  assert.ok(error instanceof DocumentTranslationError, `not ours: ${error}`);
  assert.equal(error.kind, 'invalid-argument');
  const code = name === 'credential' ? 'InvalidCredential' : 'InvalidOption';
  assert.deepEqual([error.code, error.target], [code, name]);
  assert.ok(error.message.includes(name), error.message);
  return true;
};

/** A client whose fetch counts. */
async function clientThatCounts() {
  let sent = 0;
  const fetch = /** @type {any} */ (
    async () => {
      sent++;
      throw new TypeError('Nothing was to be sent.');
    }
  );
  return {
    client: await createClient({ endpoint: 'https://service.example', fetch, maxRetries: 0 }),
    sent: () => sent,
  };
}

test('createClient refuses every option of a wrong type, by name', options, async () => {
  for (const [name, taken] of Object.entries(CLIENT))
    for (const [kind, value] of VALUES) {
      if (taken.includes(kind)) continue;
      const given = /** @type {any} */ ({ endpoint: 'https://service.example', [name]: value });
      await assert.rejects(createClient(given), refused(name), `${name}: ${kind}`);
    }
  for (const [kind, value] of VALUES.filter(([name]) => name !== 'object'))
    await assert.rejects(createClient(value), refused('options'), kind);
  for (const [kind, value] of VALUES) {
    const wrong = { kind: 'invalid-argument' };
    await assert.rejects(
      createClient({ endpoint: value }),
      { ...wrong, code: 'InvalidEndpoint', target: 'endpoint' },
      kind,
    );
    const place = { endpoint: 'https://service.example', apiVersion: value };
    await assert.rejects(createClient(place), { ...wrong, code: 'InvalidApiVersion', target: 'apiVersion' }, kind);
    await assert.rejects(
      parseOperationLocation(value),
      { ...wrong, code: 'InvalidOperationLocation', target: 'url' },
      kind,
    );
  }
});

/** @type {[name: string, takes: Record<string, string[]>, call: (client: any, options: any) => Promise<unknown>][]} */
const CALLS = [
  ['getDocumentStatus', CALL, (client, given) => client.getDocumentStatus(BATCH, DOCUMENT, given)],
  ['getBatchStatus', CALL, (client, given) => client.getBatchStatus(BATCH, given)],
  ['watchDocument', WATCH_DOCUMENT, (client, given) => client.watchDocument(BATCH, DOCUMENT, given).next()],
  ['waitForDocument', WATCH_DOCUMENT, (client, given) => client.waitForDocument(BATCH, DOCUMENT, given)],
  ['watchBatch', { ...WATCH, stream: [] }, (client, given) => client.watchBatch(BATCH, given).next()],
  ['waitForBatch', { ...WATCH, stream: [] }, (client, given) => client.waitForBatch(BATCH, given)],
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

for (const [name, takes, call] of CALLS)
  test(`${name} refuses every option of a wrong type, by name, and sends nothing`, options, async () => {
    const { client, sent } = await clientThatCounts();
    for (const [option, taken] of Object.entries(takes))
      for (const [kind, value] of VALUES)
        if (!taken.includes(kind))
          await assert.rejects(call(client, { [option]: value }), refused(option), `${option}: ${kind}`);
    for (const [kind, value] of VALUES.filter(([other]) => other !== 'object'))
      await assert.rejects(call(client, value), refused('options'), kind);
    assert.equal(sent(), 0);
  });

test('ids of a wrong type are refused by their own codes, and nothing is sent', options, async () => {
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

test('a credential with a member that would be ignored is refused', options, async () => {
  for (const credential of /** @type {any[]} */ ([
    { key: 'a-key', token: 'a-token' },
    { key: 'a-key', region: 'westus' },
    { token: 'a-token', scope: 'x' },
    { key: undefined },
    {},
  ]))
    await assert.rejects(createClient({ endpoint: 'https://service.example', credential }), refused('credential'));
});

test('an option is never read as another one, however long it is', options, async () => {
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

test('an option under the name that Azure’s clients have for it is refused with ours', options, async () => {
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

test('isTerminal is false for every value that is no terminal status', options, () => {
  for (const [kind, value] of [...VALUES, ['undefined', undefined]])
    assert.equal(isTerminal(value), false, String(kind));
});
