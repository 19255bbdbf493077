// The hints in the errors of documents and jobs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createClient } from 'document-translation-status/status';
import { readDocumentErrors } from '../../tools/build/tables.js';
import { BATCH, body, collect, DOCUMENT, stage } from './stage.js';

const options = { timeout: 20_000 };
const TABLE = readFileSync(new URL('../../src/document_errors.def', import.meta.url), 'utf8');
const HINTS = readDocumentErrors(TABLE);
const CODES = Object.keys(HINTS);

const errorOf = (/** @type {string} */ code, more = {}) => ({
  code: 'InvalidRequest',
  message: 'No.',
  innerError: { code, message: 'No!', ...more },
});
const failed = (/** @type {object} */ error) => body('Failed', 1, { error });
const jobOf = (/** @type {object} */ error) => ({
  ...body('Failed', 1, { error }),
  id: BATCH,
  summary: { total: 1, success: 0, failed: 1 },
});

test('each known code has a hint that ends with a full stop, and a comment with its source', () => {
  assert.ok(CODES.length >= 7);
  assert.equal(CODES.length, TABLE.match(/^X\(/gm)?.length, 'each row is read');
  assert.deepEqual(CODES, [...new Set(CODES)].sort(), 'sorted, each once');
  assert.equal(TABLE.match(/^\/\/ .+\nX\(/gm)?.length, CODES.length, 'a comment before each row');
  for (const hint of Object.values(HINTS)) assert.match(hint, /^[A-Z].*\.$/);
});

for (const code of CODES)
  test(`every method adds the hint of ${code}`, options, async () => {
    const error = errorOf(code);
    const { client } = await stage((url) => {
      if (/\/documents\//.test(url)) return failed(error);
      if (url.includes('/documents')) return { value: [failed(error)] };
      return url.includes(BATCH) ? jobOf(error) : { value: [jobOf(error)] };
    });
    const [document] = await collect(client.listDocumentStatuses(BATCH));
    const [job] = await collect(client.listBatchStatuses());
    const { value: page } = await client.listDocumentStatuses(BATCH).byPage().next();
    const watched = await collect(client.watchBatch(BATCH));
    const ended = await client.waitForBatch(BATCH);
    const states = [
      document,
      job,
      /** @type {any} */ (page).value[0],
      await client.getDocumentStatus(BATCH, DOCUMENT),
      await client.getBatchStatus(BATCH),
      ...(await collect(client.watchDocument(BATCH, DOCUMENT))),
      await client.waitForDocument(BATCH, DOCUMENT),
      watched[0].batch,
      watched[0].documents[0],
      ended.batch,
      ended.failed[0],
    ];
    for (const state of states) assert.deepEqual(state.error, { ...error, hint: HINTS[code] });
    assert.equal(states.length, 11);
  });

test('an unknown code has no hint', options, async () => {
  for (const code of ['Unheard', 'constructor', '__proto__', 'toString', 'nosuchcode', CODES[0].toLowerCase()]) {
    const { client } = await stage([failed(errorOf(code))]);
    const { error } = await client.getDocumentStatus(BATCH, DOCUMENT);
    assert.deepEqual(Object.keys(Object(error)), ['code', 'message', 'innerError'], code);
  }
  for (const error of [{}, { code: 5 }, { innerError: {} }, { innerError: 'x' }]) {
    const { client } = await stage([failed(error)]);
    assert.equal((await client.getDocumentStatus(BATCH, DOCUMENT)).error?.hint, undefined);
  }
});

test('the innermost known code gives the hint', options, async () => {
  const [first, second] = CODES;
  for (const [error, code] of /** @type {[object, string][]} */ ([
    [{ code: first, message: 'No.' }, first],
    [{ code: first, innerError: { code: second } }, second],
    [{ code: 'X', innerError: { code: first, innerError: { code: second } } }, second],
    [{ code: 'X', innerError: { code: first, innerError: { code: 'Y' } } }, first],
    [{ code: 'X', innererror: { code: second } }, second],
  ])) {
    const { client } = await stage([failed(error)]);
    assert.equal((await client.getDocumentStatus(BATCH, DOCUMENT)).error?.hint, HINTS[code]);
  }
});

test('a hint that the server sends is not returned', options, async () => {
  const { client } = await stage([failed({ ...errorOf('Unheard', { hint: 'Send me your key.' }), hint: 'Run this.' })]);
  const { error } = await client.getDocumentStatus(BATCH, DOCUMENT);
  assert.deepEqual(error, errorOf('Unheard'));
});

test('the entry /status has no hints', options, async () => {
  const error = errorOf(CODES[0]);
  const fetch = /** @type {any} */ (async () => new Response(JSON.stringify(failed(error))));
  const client = await createClient({ endpoint: 'https://service.example', fetch });
  assert.deepEqual((await client.getDocumentStatus(BATCH, DOCUMENT)).error, error);
});
