// Tests the entry document-translation-status/status: a client for one document's status, without jobs and watches.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { createClient, DocumentTranslationError } from 'document-translation-status/status';
import { BATCH, clientOn, DOCUMENT, errorReply, KEY, reply, stub } from '../contract/kit.js';

test('the lean entry asks for a document’s status, and has no more to it', async () => {
  const fetch = stub(reply());
  const client = await clientOn(/** @type {any} */ ({ createClient }), fetch);
  const { status } = await client.getDocumentStatus(BATCH, DOCUMENT);
  assert.equal(status, 'Running');
  assert.equal(fetch.requests[0].init.headers['Ocp-Apim-Subscription-Key'], KEY);
  assert.deepEqual(Object.keys(client).sort(), ['apiVersion', 'close', 'endpoint', 'getDocumentStatus']);
  client.close();
});

test('its errors are those of the whole package', async () => {
  const client = await clientOn(/** @type {any} */ ({ createClient }), stub(errorReply(404, '')), { maxRetries: 0 });
  await assert.rejects(client.getDocumentStatus(BATCH, DOCUMENT), (error) => {
    assert.ok(error instanceof DocumentTranslationError);
    assert.equal(error.code, '404');
    assert.match(error.message, /^my-resource\.cognitiveservices\.azure\.com responded with status 404\.$/);
    return true;
  });
  client.close();
  await assert.rejects(client.getDocumentStatus(BATCH, DOCUMENT), { code: 'ClientClosed' });
});

test('its errors are printed by their name', { timeout: 10_000 }, async () => {
  const error = await createClient({ endpoint: '' }).catch((reason) => reason);
  assert.match(inspect(error), /^DocumentTranslationError: The endpoint is not /);
});
