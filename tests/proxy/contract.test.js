// Tests that a client behind the proxy gets the same outcome as a client of the service. For each contract case of responses, malformed responses
// and errors, one client gets the case's response, and another client gets it through a proxy whose service sends a copy of it.

import { test } from 'node:test';
import {
  createClient,
  DocumentTranslationError,
  isTerminal,
  parseOperationLocation,
} from 'document-translation-status';
import { createStatusProxy } from 'document-translation-status/proxy';
import * as assert from '../contract/assert.js';
import { errors } from '../contract/cases/errors.js';
import { refusals } from '../contract/cases/refusals.js';
import { replies } from '../contract/cases/replies.js';
import { CASE_TIMEOUT_MS, describeRuntime } from '../contract/run.js';

const runtime = describeRuntime();

/** Removes what differs by design: the proxy strips signatures from URLs and sets its own Retry-After, ETag and request id. @param {any} status */
function comparable({ retryAfterMs, etag, requestId, path, sourcePath, error, ...rest }) {
  const withoutQuery = (/** @type {string | undefined} */ url) => url?.replace(/[?#].*/, '');
  const redacted = error && JSON.parse(JSON.stringify(error).replace(/(https?:[^"\s?]*)\?[^"\s]*/g, '$1'));
  return JSON.parse(
    JSON.stringify({ ...rest, path: withoutQuery(path), sourcePath: withoutQuery(sourcePath), error: redacted }),
  );
}

/** @param {PromiseSettledResult<any>} direct @param {PromiseSettledResult<any>} behind */
function compare(direct, behind) {
  if (direct.status === 'fulfilled') {
    assert.equal(behind.status, 'fulfilled', 'The client behind the proxy should get a status too');
    return assert.deepEqual(comparable(/** @type {any} */ (behind).value), comparable(direct.value));
  }
  assert.equal(behind.status, 'rejected', 'The client behind the proxy should get an error too');
  const { reason } = /** @type {any} */ (behind);
  const { kind, statusCode = 0, message } = direct.reason;
  const passed = kind === 'service' && [404, 429, 503].includes(statusCode) ? statusCode : reason.statusCode;
  assert.deepEqual([reason.kind, reason.statusCode], ['service', passed]);
  assert.ok(
    reason.statusCode >= 404 && reason.statusCode !== 403,
    'A viewer never gets a 401 or 403 about the proxy’s key',
  );
  assert.ok(
    !reason.message.includes('blob.core') && (reason.message !== message || statusCode === 404),
    reason.message,
  );
}

let compared = 0;

/** A client that compares each outcome with that of a client behind a proxy. @param {any} options */
async function compareWithProxy(options) {
  /** @type {Response | undefined} */
  let copy;
  const direct = await createClient({
    ...options,
    fetch: async (/** @type {any} */ url, /** @type {any} */ init) => {
      const response = await options.fetch(url, init);
      copy = response instanceof Response && !response.bodyUsed ? response.clone() : undefined;
      return response;
    },
  });
  return {
    ...direct,
    /** @param {any[]} args */
    async getDocumentStatus(...args) {
      const [outcome] = await Promise.allSettled([direct.getDocumentStatus(.../** @type {[any, any]} */ (args))]);
      if (copy && !options.maxRetries) {
        const { endpoint, credential = { key: 'none' }, apiVersion } = options;
        const fetch = async () => /** @type {Response} */ (copy);
        const proxy = createStatusProxy({ endpoint, credential, apiVersion, fetch, public: true, exposePaths: true });
        const client = await createClient({
          endpoint: 'https://status.example.com',
          maxRetries: 0,
          fetch: (url, init) => proxy.fetch(new Request(url, init)),
        });
        const [behind] = await Promise.allSettled([client.getDocumentStatus(args[0], args[1])]);
        compare(outcome, behind);
        compared++;
      }
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    },
  };
}

const given = {
  createClient: compareWithProxy,
  DocumentTranslationError,
  isTerminal,
  parseOperationLocation,
  assert,
  runtime,
};
const service = /** @type {any} */ (undefined);

/** Cases that a clone of the response cannot repeat: a cancelled body, and a redirect. */
const NOT_CLONEABLE = /called off|was redirected/;

/** @param {import('../contract/kit.js').Case} each */
const reasonToSkip = ({ name, when }) =>
  (when && !when(runtime) && 'not for Node') || (NOT_CLONEABLE.test(name) && 'a clone of the response differs');

for (const each of [...replies, ...refusals, ...errors])
  test(each.name, { skip: reasonToSkip(each), timeout: CASE_TIMEOUT_MS }, () => each.run({ ...given, service }));

test('More than 250 cases were compared', () => {
  assert.ok(compared > 250, `${compared} were`);
});
