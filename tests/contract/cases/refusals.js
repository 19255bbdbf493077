// What is not believed: replies that are not what the service says it sends, each refused by name and never as a wrong value.

import { ask, bytesOf, fails, NEEDED, REQUIRED, reply, streamOf, stub } from '../kit.js';

/** @typedef {import('../kit.js').Case} Case */
/** @typedef {import('../kit.js').Tools} Tools */

const VALID = JSON.stringify(REQUIRED);

/** A valid reply with one more member, or one in place of another. @param {string} name @param {string} json */
function having(name, json) {
  const { [name]: _, ...rest } = /** @type {Record<string, unknown>} */ (REQUIRED);
  return `${JSON.stringify(rest).slice(0, -1)},"${name}":${json}}`;
}

/** @param {(string | number[])[]} parts text, and bytes as numbers */
function raw(...parts) {
  return new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...bytesOf(part)] : part)));
}

const withBytes = (/** @type {number[]} */ bytes) => raw(VALID.slice(0, -1), ',"x":"', bytes, '"}');

/** @type {[what: string, body: string | Uint8Array][]} */
const NOT_JSON = [
  ['nothing', ''],
  ['white space', ' \n'],
  ['HTML', '<!DOCTYPE html><html><body>It works!</body></html>'],
  ['plain text', 'OK'],
  ['a cut object', VALID.slice(0, -1)],
  ['bytes after the value', `${VALID}x`],
  ['a second value', `${VALID}${VALID}`],
  ['a NUL after the value', `${VALID}\0`],
  ['a byte order mark', raw([0xef, 0xbb, 0xbf], VALID)],
  ['UTF-16', raw(Array.from(VALID).flatMap((c) => [c.charCodeAt(0), 0]))],
  ['a trailing comma', `${VALID.slice(0, -1)},}`],
  ['a comment', `${VALID}/* */`],
  ['single quotes', VALID.replaceAll('"', "'")],
  ['a name without quotes', VALID.replace('"status"', 'status')],
  ['a leading zero', having('progress', '01')],
  ['a number that ends in a point', having('progress', '1.')],
  ['a number that starts with a point', having('progress', '.5')],
  ['a plus sign', having('progress', '+1')],
  ['hexadecimal', having('progress', '0x1')],
  ['NaN', having('progress', 'NaN')],
  ['Infinity', having('progress', 'Infinity')],
  ['a literal in capitals', having('x', 'TRUE')],
  ['a NUL in a string', having('to', '"f\\u0000r"')],
  ['a NUL in a name', `${VALID.slice(0, -1)},"a\\u0000b":1}`],
  ['a lone high surrogate', having('to', '"\\ud83d"')],
  ['a lone low surrogate', having('to', '"\\ude00"')],
  ['surrogates the wrong way round', having('to', '"\\ude00\\ud83d"')],
  ['an escape that is none', having('to', '"\\x41"')],
  ['a raw control character in a string', having('to', '"a\tb"')],
  ['a raw line feed in a string', having('to', '"a\nb"')],
  ['a UTF-8 byte that stands alone', withBytes([0x80])],
  ['a UTF-8 sequence that is cut', withBytes([0xe2, 0x82])],
  ['an overlong UTF-8 sequence', withBytes([0xc0, 0xaf])],
  ['a surrogate in UTF-8', withBytes([0xed, 0xa0, 0x80])],
  ['UTF-8 past the last character', withBytes([0xf4, 0x90, 0x80, 0x80])],
  ['a byte that UTF-8 never has', withBytes([0xff])],
  ['nesting past the limit', having('x', `${'['.repeat(5000)}${']'.repeat(5000)}`)],
  ['nesting past the limit, never closed', '['.repeat(500_000)],
  ['more values than any status has', having('x', `[${'0,'.repeat(200_000)}0]`)],
];

const NOT_AN_OBJECT = ['42', '[]', `[${VALID}]`, '"Running"', 'null', 'true'];

/** @type {[name: string, json: string][]} */
const INVALID_MEMBERS = [
  ...[
    'createdDateTimeUtc',
    'lastActionDateTimeUtc',
    'status',
    'to',
    'id',
    'path',
    'sourcePath',
    'deploymentName',
  ].flatMap((name) => ['1', 'true', '[]', '{}'].map((json) => /** @type {[string, string]} */ ([name, json]))),
  ...['createdDateTimeUtc', 'lastActionDateTimeUtc'].flatMap((name) =>
    [
      '""',
      '"yesterday"',
      '"2021-03-23"',
      '"2021-13-23T09:27:17Z"',
      '"2021-02-29T09:27:17Z"',
      '"2021-03-23T09:27:17"',
    ].map((json) => /** @type {[string, string]} */ ([name, json])),
  ),
  ...['1.5', '-0.5', '1.0000001', '1e400', '-1e400', '"0.5"', 'true', '[]', '{}'].map(
    (json) => /** @type {[string, string]} */ (['progress', json]),
  ),
  ...[
    'characterCharged',
    'totalImageScansSucceeded',
    'totalImageScansFailed',
    'imageCharged',
    'imageCharacterDetected',
  ].flatMap((name) =>
    ['-1', '0.5', '"5"', '9007199254740993', '123456789012345678901234567890', '1e400', 'false', '{}'].map(
      (json) => /** @type {[string, string]} */ ([name, json]),
    ),
  ),
  ...['"Failed"', '1', '[]', 'true'].map((json) => /** @type {[string, string]} */ (['error', json])),
];

const KNOWN = [
  ...Object.keys(REQUIRED),
  ...['path', 'sourcePath', 'error', 'progress', 'characterCharged', 'imageCharged', 'deploymentName'],
];

/** @type {Case[]} */
export const refusals = [
  ...NOT_JSON.map(([what, body]) => ({
    name: `a 200 that is not JSON is refused: ${what}`,
    async run(/** @type {Tools} */ t) {
      await fails(t, ask(t, stub(reply(body))), {
        kind: 'invalid-response',
        code: 'InvalidJson',
        retryable: false,
        statusCode: 200,
      });
    },
  })),
  ...NOT_AN_OBJECT.map((body) => ({
    name: `a 200 that is not an object is refused: ${body.slice(0, 20)}`,
    async run(/** @type {Tools} */ t) {
      await fails(t, ask(t, stub(reply(body))), { kind: 'invalid-response', code: 'InvalidMember' });
    },
  })),
  ...['{}', '{"error":{"code":"InternalServerError","message":"Sorry"}}', '{"value":[]}'].map((body) => ({
    name: `a 200 that is not a document is refused: ${body}`,
    async run(/** @type {Tools} */ t) {
      const { target } = await fails(t, ask(t, stub(reply(body))), { kind: 'invalid-response', code: 'MissingMember' });
      t.assert.ok(NEEDED.includes(target), `target is ${target}`);
    },
  })),
  ...NEEDED.flatMap((name) => [
    {
      name: `a document without ${name} is refused`,
      async run(/** @type {Tools} */ t) {
        const { [name]: _, ...rest } = /** @type {Record<string, unknown>} */ (REQUIRED);
        await fails(t, ask(t, stub(reply(rest))), { kind: 'invalid-response', code: 'MissingMember', target: name });
      },
    },
    {
      name: `a document whose ${name} is null is refused`,
      async run(/** @type {Tools} */ t) {
        const error = await fails(t, ask(t, stub(reply({ ...REQUIRED, [name]: null }))), { target: name });
        t.assert.match(error.code, /^(MissingMember|InvalidMember)$/);
      },
    },
  ]),
  {
    name: 'a member in another case is another member',
    async run(t) {
      const body = VALID.replace('"status"', '"Status"');
      await fails(t, ask(t, stub(reply(body))), { code: 'MissingMember', target: 'status' });
    },
  },
  ...INVALID_MEMBERS.map(([name, json]) => ({
    name: `a document with ${name} ${json} is refused`,
    async run(/** @type {Tools} */ t) {
      await fails(t, ask(t, stub(reply(having(name, json)))), {
        kind: 'invalid-response',
        code: 'InvalidMember',
        target: name,
        retryable: false,
      });
    },
  })),
  ...KNOWN.map((name) => ({
    name: `a document with ${name} twice is refused`,
    async run(/** @type {Tools} */ t) {
      const valid = {
        ...REQUIRED,
        path: 'a',
        sourcePath: 'b',
        error: {},
        progress: 0,
        characterCharged: 0,
        imageCharged: 0,
      };
      const document = /** @type {Record<string, unknown>} */ ({ ...valid, deploymentName: 'c' });
      const twice = `{"${name}":${JSON.stringify(document[name])},${JSON.stringify(document).slice(1)}`;
      await fails(t, ask(t, stub(reply(twice))), { kind: 'invalid-response', code: 'DuplicateMember', target: name });
    },
  })),
  {
    name: 'a duplicate is seen behind an escape too',
    async run(t) {
      const body = `${VALID.slice(0, -1)},"\\u0073tatus":"Succeeded"}`;
      await fails(t, ask(t, stub(reply(body))), { code: 'DuplicateMember', target: 'status' });
    },
  },
  ...[201, 202, 203, 206].map((status) => ({
    name: `a ${status} is not taken for a status, whatever it carries`,
    async run(/** @type {Tools} */ t) {
      await fails(t, ask(t, stub(reply(REQUIRED, { status })), { maxRetries: 2 }), {
        kind: 'invalid-response',
        code: 'UnexpectedStatusCode',
        statusCode: status,
        retryable: false,
      });
    },
  })),
  ...[204, 205, 300, 304].map((status) => ({
    name: `a ${status} is not taken for a status`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(() => reply(null, { status }));
      await fails(t, ask(t, fetch, { maxRetries: 2 }), {
        kind: 'invalid-response',
        code: 'UnexpectedStatusCode',
        statusCode: status,
        retryable: false,
      });
      t.assert.equal(fetch.requests.length, 1, 'requests');
    },
  })),
  ...[301, 302, 303, 307, 308].map((status) => ({
    name: `a ${status} is refused and not followed`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(() => reply(null, { status, headers: { Location: 'https://elsewhere.example/' } }), reply());
      await fails(t, ask(t, fetch, { maxRetries: 2 }), { kind: 'network', code: 'RedirectRefused', retryable: false });
      t.assert.equal(fetch.requests.length, 1, 'requests');
    },
  })),
  {
    name: 'an opaque redirect is refused and not followed',
    async run(t) {
      const opaque = Object.defineProperties(reply(null), {
        type: { value: 'opaqueredirect' },
        status: { value: 0 },
        ok: { value: false },
      });
      const fetch = stub(opaque, reply());
      await fails(t, ask(t, fetch, { maxRetries: 2 }), { kind: 'network', code: 'RedirectRefused', retryable: false });
      t.assert.equal(fetch.requests.length, 1, 'requests');
    },
  },
  {
    name: 'a reply that was redirected on the way is refused',
    async run(t) {
      const redirected = Object.defineProperty(reply(), 'redirected', { value: true });
      await fails(t, ask(t, stub(redirected)), { kind: 'network', code: 'RedirectRefused' });
    },
  },
  {
    name: 'a body of exactly 1 MiB is read',
    async run(t) {
      const body = VALID.padEnd(2 ** 20, ' ');
      t.assert.deepEqual(await ask(t, stub(reply(body))), REQUIRED);
    },
  },
  {
    name: 'a body of 1 MiB and a byte is refused',
    async run(t) {
      const body = VALID.padEnd(2 ** 20 + 1, ' ');
      await fails(t, ask(t, stub(reply(body))), { kind: 'invalid-response', code: 'BodyTooLarge', retryable: false });
    },
  },
  {
    name: 'reading stops where a body gets too large, and the rest is called off',
    async run(t) {
      const chunk = new Uint8Array(2 ** 16).fill(32);
      let read = 0;
      let canceled = false;
      const endless = new ReadableStream({
        pull(controller) {
          read += chunk.length;
          controller.enqueue(chunk.slice());
        },
        cancel() {
          canceled = true;
        },
      });
      const fetch = stub(reply(endless));
      await fails(t, ask(t, fetch, { maxRetries: 2 }), { kind: 'invalid-response', code: 'BodyTooLarge' });
      t.assert.ok(read <= 2 ** 20 + 4 * chunk.length, `${read} bytes were read`);
      t.assert.ok(canceled || fetch.requests[0].signal?.aborted, 'The body should be canceled, or the request aborted');
      t.assert.equal(fetch.requests.length, 1, 'requests');
    },
  },
  {
    name: 'a body that ends with an error is a network failure and never a short reply',
    async run(t) {
      const breaking = streamOf([
        bytesOf(VALID),
        () => {
          throw new TypeError('The connection was lost');
        },
      ]);
      await fails(t, ask(t, stub(reply(breaking))), { kind: 'network', code: 'NetworkFailure', retryable: true });
    },
  },
  {
    name: 'a reply without a body is refused as empty',
    async run(t) {
      await fails(t, ask(t, stub(reply(null))), { kind: 'invalid-response', code: 'InvalidJson' });
    },
  },
];
