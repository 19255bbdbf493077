// Proves that a viewer behind the proxy learns of a document what it would learn of the service itself. In each of the contract's cases of
// replies, refused ones and errors, the reply that the case makes up goes to a client, and a copy of it to a proxy with a client behind.

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

/** What of the proxy's replies is its own: its URLs have no signature, and it says itself when to come again. @param {any} status */
function common({ retryAfterMs, etag, requestId, path, sourcePath, error, ...rest }) {
  const bare = (/** @type {string | undefined} */ url) => url?.replace(/[?#].*/, '');
  const told = error && JSON.parse(JSON.stringify(error).replace(/(https?:[^"\s?]*)\?[^"\s]*/g, '$1'));
  return JSON.parse(JSON.stringify({ ...rest, path: bare(path), sourcePath: bare(sourcePath), error: told }));
}

/** @param {PromiseSettledResult<any>} direct @param {PromiseSettledResult<any>} behind */
function compare(direct, behind) {
  if (direct.status === 'fulfilled') {
    assert.equal(behind.status, 'fulfilled', 'Behind the proxy it should be a status too');
    return assert.deepEqual(common(/** @type {any} */ (behind).value), common(direct.value));
  }
  assert.equal(behind.status, 'rejected', 'Behind the proxy it should be a failure too');
  const { reason } = /** @type {any} */ (behind);
  const { kind, statusCode = 0, message } = direct.reason;
  const passed = kind === 'service' && [404, 429, 503].includes(statusCode) ? statusCode : reason.statusCode;
  assert.deepEqual([reason.kind, reason.statusCode], ['service', passed]);
  assert.ok(
    reason.statusCode >= 404 && reason.statusCode !== 403,
    'What concerns the proxy’s own key is not the viewer’s',
  );
  assert.ok(
    !reason.message.includes('blob.core') && (reason.message !== message || statusCode === 404),
    reason.message,
  );
}

let compared = 0;

/** A client whose every answer is held against that of one behind a proxy. @param {any} options */
async function heldAgainstProxy(options) {
  /** @type {Response | undefined} */
  let copy;
  const direct = await createClient({
    ...options,
    fetch: async (/** @type {any} */ url, /** @type {any} */ init) => {
      const answer = await options.fetch(url, init);
      copy = answer instanceof Response && !answer.bodyUsed ? answer.clone() : undefined;
      return answer;
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
  createClient: heldAgainstProxy,
  DocumentTranslationError,
  isTerminal,
  parseOperationLocation,
  assert,
  runtime,
};
const service = /** @type {any} */ (undefined);

/** Cases of what a copy of a reply hasn't: that its body is called off, that it was redirected. */
const ALONE = /called off|was redirected/;

/** @param {import('../contract/kit.js').Case} each */
const reasonToSkip = ({ name, when }) =>
  (when && !when(runtime) && 'not for Node') || (ALONE.test(name) && 'a copy of the reply is not the same');

for (const each of [...replies, ...refusals, ...errors])
  test(each.name, { skip: reasonToSkip(each), timeout: CASE_TIMEOUT_MS }, () => each.run({ ...given, service }));

test('most of the cases were held against the proxy', () => {
  assert.ok(compared > 250, `${compared} were`);
});
