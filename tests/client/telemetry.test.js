// Runs the OpenTelemetry recipe of docs/observability.md: each attempt has a span with the right parent.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createClient } from 'document-translation-status';
import { BATCH, DOCUMENT, deferred, ENDPOINT, errorReply, KEY, reply, stub } from '../contract/kit.js';
import { SpanKind, SpanStatusCode, startTracer } from '../hosts/telemetry.js';

const docs = readFileSync(new URL('../../docs/observability.md', import.meta.url), 'utf8');
const recipe = (/```js otel\n([\s\S]*?)```/.exec(docs)?.[1] ?? '').replace(/^import .*$/gm, '');
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;

test('the OpenTelemetry recipe records a span for each attempt, under the span of the call', async (t) => {
  const { tracer, finishedSpans } = startTracer(t);
  const replies = deferred();
  const fetch = stub(
    async () => {
      await replies.promise;
      return errorReply(503, '', { 'apim-request-id': 'a-request-id' });
    },
    async () => {
      await replies.promise;
      return reply();
    },
    reply(),
  );
  const names = ['SpanKind', 'SpanStatusCode', 'trace', 'createClient', 'endpoint', 'credential'];
  const client = await new AsyncFunction(...names, `${recipe}\nreturn client;`)(
    SpanKind,
    SpanStatusCode,
    { getTracer: () => tracer },
    (/** @type {any} */ options) => createClient({ ...options, fetch, maxRetryDelayMs: 0 }),
    ENDPOINT,
    { key: KEY },
  );
  const call = (/** @type {string} */ name) =>
    tracer.startActiveSpan(name, async (/** @type {any} */ span) => {
      await client.getDocumentStatus(BATCH, DOCUMENT);
      span.end();
    });
  const calls = ['alice', 'bob'].map(call);
  replies.resolve(undefined);
  await Promise.all(calls);
  client.close();
  // The check of types does not install OpenTelemetry.
  /** @type {any[]} */
  const spans = finishedSpans();
  const nameOf = (/** @type {string | undefined} */ id) => spans.find((span) => span.spanContext().spanId === id)?.name;
  const attempts = spans.filter(({ name }) => name === 'get document');
  assert.deepEqual(
    attempts
      .map(({ parentSpanContext, attributes }) => [
        nameOf(parentSpanContext?.spanId),
        attributes['http.request.resend_count'],
        attributes['http.response.status_code'],
        attributes['error.type'],
      ])
      .sort(),
    [
      ['alice', 0, 503, '503'],
      ['alice', 1, 200, undefined],
      ['bob', 0, 200, undefined],
    ],
  );
  const failed = attempts.find(({ attributes }) => attributes['error.type']);
  assert.equal(failed?.status.code, SpanStatusCode.ERROR);
  assert.equal(failed?.attributes['az.service_request_id'], 'a-request-id');
});
