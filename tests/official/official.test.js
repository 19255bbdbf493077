// The simulator works with Azure's own JavaScript clients, the current and the previous one: they read documents, batches, lists and errors.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startSimulator } from '../../web/entries/simulator.js';
import { installPackages } from '../hosts/install.js';
import { newerNode } from './node.js';

const HERE = new URL('./', import.meta.url);
const UNKNOWN_ID = '11111111-2222-3333-4444-555555555555';
const CREATED = Date.UTC(2026, 7, 1, 9, 30, 15, 250);

/** @type {import('../../web/entries/simulator.js').Simulator} */
let sim;
/** @type {any} the results of the current client */
let current;
/** @type {any} the results of the previous client */
let previous;
/** @type {string[]} */
let ids;
/** @type {string[]} the document that failed validation has no creation date and comes last */
let newestFirst;

before(
  async () => {
    await installPackages(HERE);
    sim = await startSimulator({
      now: () => CREATED,
      durationMs: 0,
      documents: ['Succeeded', 'Failed', 'Canceled', 'ValidationFailed', 'Succeeded', 'Succeeded', 'Succeeded'],
    });
    ids = sim.documents.map(({ id }) => id);
    newestFirst = [6, 5, 4, 2, 1, 0, 3].map((i) => ids[i]);
    const { url, key, batchId, batches } = sim;
    const input = { url, key, batchId, failedBatchId: batches[1].id, documentIds: ids, unknownId: UNKNOWN_ID };
    const { stdout } = await promisify(execFile)(newerNode(), [fileURLToPath(new URL('clients.js', HERE))], {
      env: { ...process.env, SIMULATOR: JSON.stringify(input) },
      timeout: 60_000,
    });
    ({ current, previous } = JSON.parse(stdout));
  },
  { timeout: 400_000 },
);

after(() => sim?.close());

const NO_TEXT = {
  code: 'InvalidRequest',
  message: 'The document does not have any translatable text.',
  target: 'Document',
  innerError: { code: 'NoTranslatableText', message: 'The document does not have any translatable text.' },
};

const TERMINAL_STATUSES = [
  'Succeeded',
  'Failed',
  'Cancelled',
  'ValidationFailed',
  'Succeeded',
  'Succeeded',
  'Succeeded',
];

/** @param {{ id: string }[]} items */
const idsOf = (items) => items.map(({ id }) => id);

/** @param {{ status: string }[]} items */
const statusesOf = (items) => items.map(({ status }) => status);

test('the current client reads every member of a translated document', () => {
  assert.deepEqual(current.documents[0], {
    path: 'https://contracts.blob.core.windows.net:443/target/contract-1.docx',
    sourcePath: 'https://contracts.blob.core.windows.net:443/source/contract-1.docx',
    createdAt: '2026-08-01T09:30:15.250Z',
    lastActionAt: '2026-08-01T09:30:15.250Z',
    status: 'Succeeded',
    to: 'fr',
    progress: 1,
    id: ids[0],
    characterCharged: 17432,
    totalImageScansSucceeded: 0,
    totalImageScansFailed: 0,
    imageCharged: 0,
    imageCharacterDetected: 0,
    deploymentName: 'translator-base',
  });
});

test('the current client reads each terminal status of a document, and the error of a failed one', () => {
  assert.deepEqual(statusesOf(current.documents), TERMINAL_STATUSES);
  assert.deepEqual(current.documents[1].error, NO_TEXT);
  assert.equal(current.documents[1].path, undefined);
});

test("the current client reads a batch's summary, and the error of a batch that failed validation", () => {
  assert.deepEqual(current.batch.summary, {
    total: 7,
    failed: 2,
    success: 4,
    inProgress: 0,
    notYetStarted: 0,
    cancelled: 1,
    totalCharacterCharged: 69728,
    totalImageScansSucceeded: 0,
    totalImageScansFailed: 0,
    totalImageCharged: 0,
  });
  assert.deepEqual([current.batch.id, current.batch.status], [sim.batchId, 'Succeeded']);
  assert.equal(current.failedBatch.status, 'ValidationFailed');
  assert.equal(current.failedBatch.error.innerError.code, 'InvalidDocumentAccessLevel');
  assert.equal(current.failedBatch.summary.total, 0);
});

test("the current client reads the pages of a list, newest first, with the service's links", () => {
  assert.deepEqual(current.pages, [3, 3, 1]);
  assert.deepEqual(idsOf(current.listed), newestFirst);
  assert.equal(current.withoutLinks, 3, 'It does not read the name that the service gives to the link');
  assert.deepEqual(idsOf(current.batches), [sim.batches[1].id, sim.batchId]);
});

test('the current client filters, sorts and limits a list', () => {
  assert.deepEqual(idsOf(current.cancelled), [ids[2]]);
  assert.deepEqual(idsOf(current.oldestFirst), [ids[0], ids[1]]);
});

test('the current client starts a job and polls it until it ends', () => {
  assert.deepEqual([current.started.status, current.started.summary.success], ['Succeeded', 1]);
});

test("the current client throws the service's errors for a wrong key, an unknown id and a malformed id", () => {
  const { wrongKey, unknown, malformed } = current;
  assert.deepEqual([wrongKey.name, wrongKey.statusCode, wrongKey.code], ['RestError', 401, '401']);
  assert.match(wrongKey.message, /^Access denied due to invalid subscription key or wrong API endpoint\./);
  assert.deepEqual([unknown.statusCode, unknown.code, unknown.message], [404, 'ResourceNotFound', 'id not found']);
  assert.equal(malformed.statusCode, 404);
});

test('the previous client reads a translated document and its headers', () => {
  const [{ status, unexpected, body, headers }] = previous.documents;
  assert.deepEqual([status, unexpected], ['200', false]);
  assert.deepEqual(body, {
    path: 'https://contracts.blob.core.windows.net:443/target/contract-1.docx',
    sourcePath: 'https://contracts.blob.core.windows.net:443/source/contract-1.docx',
    createdDateTimeUtc: '2026-08-01T09:30:15.2501737Z',
    lastActionDateTimeUtc: '2026-08-01T09:30:15.2501737Z',
    status: 'Succeeded',
    to: 'fr',
    progress: 1,
    id: ids[0],
    characterCharged: 17432,
  });
  assert.equal(headers['retry-after'], '1');
  assert.match(headers.etag, /^"[0-9A-F]{64}"$/);
});

test('the previous client reads each terminal status, and the errors of failed documents and batches', () => {
  /** @param {{ body: object }} reply */
  const bodyOf = ({ body }) => body;
  assert.deepEqual(statusesOf(previous.documents.map(bodyOf)), TERMINAL_STATUSES);
  assert.deepEqual(previous.documents[1].body.error, NO_TEXT);
  assert.deepEqual([previous.batch.body.status, previous.batch.body.summary.total], ['Succeeded', 7]);
  assert.equal(previous.failedBatch.body.error.innerError.code, 'InvalidDocumentAccessLevel');
});

test('the previous client reads the pages of a list with the service’s links, and filters', () => {
  assert.deepEqual(idsOf(previous.listed), newestFirst);
  assert.deepEqual(idsOf(previous.cancelled), [ids[2]]);
  assert.deepEqual(idsOf(previous.batches).slice(-2), [sim.batches[1].id, sim.batchId]);
});

test('the previous client starts a job and polls it until it ends', () => {
  assert.deepEqual([previous.started.status, previous.started.summary.success], ['Succeeded', 1]);
});

test('the previous client reads the errors for a wrong key and an unknown id', () => {
  const { wrongKey, unknown } = previous;
  assert.deepEqual([wrongKey.status, wrongKey.unexpected, wrongKey.body.error.code], ['401', true, '401']);
  assert.deepEqual([unknown.status, unknown.unexpected, unknown.body.error.code], ['404', true, 'ResourceNotFound']);
});
