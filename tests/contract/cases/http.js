// Real HTTP against the simulator: what the server receives, and failures of the network.

import { API_VERSIONS, queryOf } from '../../tables/urls.js';
import { REDIRECTS } from '../../tables/statuses.js';
import { fails } from '../kit.js';

/** @typedef {import('../kit.js').Case} Case */
/** @typedef {import('../kit.js').Tools} Tools */
/** @typedef {import('../control.js').Scripted} Scripted */

/**
 * @param {Tools} t
 * @param {Scripted} scripted
 * @param {Record<string, unknown>} [options]
 * @param {any} [call]
 */
async function askService(t, { endpoint, key, batchId, documentId }, options, call) {
  const client = await t.createClient({
    endpoint,
    credential: { key },
    allowKeyInBrowser: true,
    maxRetries: 0,
    timeoutMs: 20_000,
    ...options,
  });
  try {
    return await client.getDocumentStatus(batchId, documentId, call);
  } finally {
    client.close();
  }
}

/** A scripted document that is asked for once, expected to fail. @param {Tools} t @param {unknown[]} replies @param {Record<string, unknown>} expected */
async function failsOn(t, replies, expected) {
  const scripted = await t.service.document(replies);
  const error = await fails(t, askService(t, scripted), expected);
  return { error, requests: await t.service.requests(scripted.documentId, { over: true }) };
}

/** @type {Case[]} */
export const http = [
  ...API_VERSIONS.map(([apiVersion, batches]) => ({
    name: `over HTTP, version ${apiVersion} is requested at its own URL`,
    async run(/** @type {Tools} */ t) {
      const scripted = await t.service.document([{ status: 'Running', progress: 0.5 }]);
      const { batchId, documentId, key } = scripted;
      const doc = await askService(t, scripted, { apiVersion });
      t.assert.equal(doc.status, 'Running');
      t.assert.equal(doc.progress, 0.5);
      t.assert.equal(doc.id, documentId);
      const [request, ...more] = await t.service.requests(documentId);
      t.assert.equal(more.length, 0, 'further requests');
      t.assert.equal(request.method, 'GET');
      t.assert.equal(request.url, `${batches}/${batchId}/documents/${documentId}${queryOf(apiVersion)}`);
      t.assert.equal(request.headers['ocp-apim-subscription-key'], key);
    },
  })),
  {
    name: 'over HTTP, a document’s headers are read',
    async run(t) {
      const doc = await askService(t, await t.service.document([{}]));
      t.assert.equal(doc.retryAfterMs, 1000);
      t.assert.match(doc.etag, /^"[0-9A-F]{64}"$/);
      t.assert.match(doc.requestId, /^[0-9a-f-]{36}$/);
    },
  },
  {
    name: 'over HTTP, a token is accepted in place of a key',
    async run(t) {
      const scripted = await t.service.document([{}]);
      await askService(t, scripted, { credential: { token: scripted.token } });
      const [{ headers }] = await t.service.requests(scripted.documentId);
      t.assert.equal(headers.authorization, `Bearer ${scripted.token}`);
      t.assert.equal(headers['ocp-apim-subscription-key'], undefined);
    },
  },
  {
    name: 'over HTTP, a wrong key, a missing key, an unknown id and a wrong version give different errors',
    async run(t) {
      const scripted = await t.service.document([{}]);
      await fails(t, askService(t, { ...scripted, key: 'wrong' }), {
        kind: 'service',
        statusCode: 401,
        code: '401',
        message: /invalid subscription key/,
      });
      await fails(t, askService(t, scripted, { credential: undefined }), {
        statusCode: 401,
        code: '401',
        message: /missing subscription key/,
      });
      await fails(t, askService(t, { ...scripted, documentId: '00000000-0000-0000-0000-000000000000' }), {
        statusCode: 404,
        code: 'ResourceNotFound',
      });
      await fails(t, askService(t, scripted, { apiVersion: 'v9.9' }), {
        statusCode: 404,
        message: /Resource not found/,
      });
    },
  },
  {
    name: 'over HTTP, a failed document has its error with a hint',
    async run(t) {
      const error = {
        code: 'InvalidRequest',
        message: 'Wrong.',
        innerError: { code: 'WrongDocumentEncoding', message: 'Wrong!' },
      };
      const doc = await askService(t, await t.service.document([{ status: 'Failed', error }]));
      t.assert.equal(doc.status, 'Failed');
      const { hint, ...own } = doc.error;
      t.assert.deepEqual(own, error);
      t.assert.match(hint, /UTF-8/);
    },
  },
  {
    name: 'over HTTP, responses arrive in the order that the service scripts',
    async run(t) {
      const scripted = await t.service.document([
        { status: 'NotStarted' },
        { fault: 'unavailable', headers: { 'Retry-After': '0' } },
        { status: 'Running' },
        { status: 'Cancelled' },
      ]);
      const seen = [];
      for (let i = 0; i < 3; i++) seen.push((await askService(t, scripted, { maxRetries: 1 })).status);
      t.assert.deepEqual(seen, ['NotStarted', 'Running', 'Canceled']);
      t.assert.equal((await t.service.requests(scripted.documentId)).length, 4, 'requests');
    },
  },
  {
    name: 'over HTTP, a redirect is refused and not followed',
    async run(t) {
      for (const status of REDIRECTS) {
        const { requests } = await failsOn(t, [{ fault: 'redirect', status }, {}], {
          kind: 'network',
          code: 'RedirectRefused',
        });
        t.assert.equal(requests.length, 1, 'requests');
      }
    },
  },
  ...['noContent', 'resetContent', 'notModified'].map((fault) => ({
    name: `over HTTP, ${fault} is not accepted as a status`,
    async run(/** @type {Tools} */ t) {
      const { error } = await failsOn(t, [{ fault }], {});
      t.assert.ok(['invalid-response', 'network'].includes(error.kind), error.kind);
    },
  })),
  ...['html', 'text', 'empty', 'cutJson'].map((fault) => ({
    name: `over HTTP, ${fault} with 200 is not JSON`,
    async run(/** @type {Tools} */ t) {
      await failsOn(t, [{ fault }], { kind: 'invalid-response', code: 'InvalidJson', statusCode: 200 });
    },
  })),
  ...['reset', 'hangUp', 'notHttp'].map((fault) => ({
    name: `over HTTP, ${fault} is a network failure`,
    async run(/** @type {Tools} */ t) {
      await failsOn(t, [{ fault }], {
        kind: 'network',
        code: 'NetworkFailure',
        retryable: true,
        statusCode: undefined,
      });
    },
  })),
  ...['cutBody', 'cutChunked', 'gzipCut'].map((fault) => ({
    name: `over HTTP, ${fault} is never accepted as a status`,
    async run(/** @type {Tools} */ t) {
      const { error } = await failsOn(t, [{ fault }], {});
      // Runtimes differ in what they let pass of a broken transfer.
      t.assert.ok(error.kind === 'network' || error.code === 'InvalidJson', `${error.kind} ${error.code}`);
    },
  })),
  {
    name: 'over HTTP, a body with a wrong gzip header is rejected, or read as the JSON that it is',
    async run(t) {
      const scripted = await t.service.document([{ fault: 'gzipFalse' }]);
      // WebKitGTK's HTTP (libsoup) hands the body on as it came, the others refuse it.
      const end = await askService(t, scripted).catch((error) => error);
      if (end instanceof t.DocumentTranslationError)
        t.assert.ok(end.kind === 'network' || end.code === 'InvalidJson', `${end.kind} ${end.code}`);
      else t.assert.deepEqual([end.id, end.to], [scripted.documentId, 'fr']);
    },
  },
  {
    name: 'over HTTP, a compressed body is decompressed',
    async run(t) {
      t.assert.equal((await askService(t, await t.service.document([{ fault: 'gzip' }]))).to, 'fr');
    },
  },
  {
    name: 'over HTTP, a body that arrives byte by byte is read to its end',
    async run(t) {
      const scripted = await t.service.document([
        { fault: 'byteAtATime', everyMs: 1, reply: { status: 'Running', to: 'é€😀' } },
      ]);
      t.assert.equal((await askService(t, scripted)).to, 'é€😀');
      await t.service.requests(scripted.documentId, { over: true });
    },
  },
  // It has no end in sight, but comes no faster than a busy runtime gets round to calling it off.
  ...[
    { fault: 'hugeBody', bytes: 2 ** 33, everyMs: 10 },
    { fault: 'gzipBomb', bytes: 4 * 2 ** 20 },
  ].map((reply) => ({
    name: `over HTTP, ${reply.fault} is rejected before it is complete`,
    async run(/** @type {Tools} */ t) {
      const { requests } = await failsOn(t, [reply], { kind: 'invalid-response', code: 'BodyTooLarge' });
      t.assert.equal(requests.length, 1, 'requests');
      if (reply.fault === 'hugeBody') t.assert.equal(requests[0].ended, 'aborted');
    },
  })),
  ...['silence', 'headersThenSilence'].map((fault) => ({
    name: `over HTTP, ${fault} is a timeout, and the connection is closed`,
    async run(/** @type {Tools} */ t) {
      const scripted = await t.service.document([{ fault }]);
      await fails(t, askService(t, scripted, { timeoutMs: 100 }), { kind: 'timeout', code: 'Timeout' });
      const requests = await t.service.requests(scripted.documentId, { over: true });
      t.assert.ok(
        requests.every(({ ended }) => ended === 'aborted'),
        JSON.stringify(requests.map(({ ended }) => ended)),
      );
    },
  })),
  ...['silence', 'headersThenSilence'].map((fault) => ({
    name: `over HTTP, an abort during ${fault} rejects with its reason, and the connection is closed`,
    async run(/** @type {Tools} */ t) {
      const scripted = await t.service.document([{ fault }]);
      const controller = new AbortController();
      const call = t.assert.rejects(askService(t, scripted, {}, { signal: controller.signal }));
      await t.service.requests(scripted.documentId, { count: 1 });
      controller.abort();
      t.assert.equal(await call, controller.signal.reason, 'The reason');
      const [{ ended }] = await t.service.requests(scripted.documentId, { over: true });
      t.assert.equal(ended, 'aborted');
    },
  })),
  {
    name: 'over HTTP, a refused connection is a network failure',
    async run(t) {
      const scripted = await t.service.document([{}]);
      const error = await fails(t, askService(t, { ...scripted, endpoint: 'http://127.0.0.1:9' }), { retryable: true });
      t.assert.ok(error.kind === 'network', error.kind);
    },
  },
  {
    name: 'over HTTP, fifty concurrent calls each get their own response',
    async run(t) {
      const documents = await Promise.all(
        Array.from({ length: 50 }, (_, n) => t.service.document([{ status: 'Running', to: `to-${n}` }])),
      );
      const answers = await Promise.all(documents.map((scripted) => askService(t, scripted)));
      t.assert.deepEqual(
        answers.map(({ to }) => to),
        documents.map((_, n) => `to-${n}`),
      );
    },
  },
];
