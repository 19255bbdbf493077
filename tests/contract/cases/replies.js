// Valid responses: every member, present, absent and null, becomes a member of the result, and nothing else does.

import { RETRY_AFTER } from '../../tables/retry-after.js';
import { ask, bytesOf, DOCUMENT, REQUIRED, reply, SIGNATURE, streamOf, stub } from '../kit.js';

/** @typedef {import('../kit.js').Case} Case */

const EVERYTHING = {
  path: `https://contracts.blob.core.windows.net:443/target/a%20b.docx?sv=2020-08-04&sig=${SIGNATURE}`,
  sourcePath: 'https://contracts.blob.core.windows.net/source/a%20b.docx',
  createdDateTimeUtc: '2021-03-23T09:27:17.7432343Z',
  lastActionDateTimeUtc: '2021-03-23T09:28:01Z',
  status: 'Succeeded',
  to: 'zh-Hans',
  progress: 1,
  id: DOCUMENT,
  characterCharged: 17432,
  totalImageScansSucceeded: 3,
  totalImageScansFailed: 0,
  imageCharged: 2,
  imageCharacterDetected: 812,
  deploymentName: 'translator-base',
};

const OPTIONAL = [
  'path',
  'sourcePath',
  'error',
  'progress',
  'characterCharged',
  'totalImageScansSucceeded',
  'totalImageScansFailed',
  'imageCharged',
  'imageCharacterDetected',
  'deploymentName',
];

const STATUSES = [
  ['NotStarted', 'NotStarted', false],
  ['Running', 'Running', false],
  ['Cancelling', 'Cancelling', false],
  ['Succeeded', 'Succeeded', true],
  ['Failed', 'Failed', true],
  ['Canceled', 'Canceled', true],
  ['Cancelled', 'Canceled', true],
  ['ValidationFailed', 'ValidationFailed', true],
  ['Paused', 'Paused', false],
  ['running', 'running', false],
];

const TIMES = [
  '2021-03-23T09:27:17Z',
  '2021-03-23T09:27:17.1Z',
  '2021-03-23T09:27:17.1234Z',
  '2021-03-23T09:27:17.12345Z',
  '2021-03-23T09:27:17.123456Z',
  '2021-03-23T09:27:17.1234567Z',
  '2021-03-23T09:27:17.1234567+02:00',
  '2024-02-29T23:59:59.9999999-11:30',
];

const NUMBERS = [
  ['progress', '0', 0],
  ['progress', '1', 1],
  ['progress', '1.0', 1],
  ['progress', '0.1', 0.1],
  ['progress', '0.3333333333333333', 0.3333333333333333],
  ['progress', '5e-1', 0.5],
  ['progress', '1e-7', 1e-7],
  ['characterCharged', '0', 0],
  ['characterCharged', '4294967296', 2 ** 32],
  ['characterCharged', '9007199254740991', Number.MAX_SAFE_INTEGER],
];

const TEXTS = [
  ['plain', '"fr"', 'fr'],
  ['UTF-8 of two, three and four bytes', '"é€😀"', 'é€😀'],
  ['escaped', '"\\u0066\\u0072\\u00e9\\n\\t\\"\\\\\\/"', 'fré\n\t"\\/'],
  ['an escaped surrogate pair', '"\\ud83d\\ude00"', '😀'],
  ['empty', '""', ''],
  ['long', `"${'x'.repeat(70000)}"`, 'x'.repeat(70000)],
];

const withText = (/** @type {string} */ name, /** @type {string} */ json) => {
  const { [name]: _, ...rest } = /** @type {Record<string, unknown>} */ (REQUIRED);
  return `${JSON.stringify(rest).slice(0, -1)},"${name}":${json}}`;
};

/** @type {Case[]} */
export const replies = [
  {
    name: 'Every member of a response is returned under its own name, with what the headers say',
    async run(t) {
      const headers = {
        'Retry-After': '1',
        ETag: '"ab01"',
        'apim-request-id': 'request-1',
        'X-RequestId': 'request-2',
      };
      const doc = await ask(t, stub(reply(EVERYTHING, { headers })));
      t.assert.deepEqual(doc, { ...EVERYTHING, retryAfterMs: 1000, etag: '"ab01"', requestId: 'request-1' });
    },
  },
  {
    name: 'A member that is absent in the response is absent in the result',
    async run(t) {
      t.assert.deepEqual(await ask(t, stub(reply())), REQUIRED);
    },
  },
  {
    name: 'A document that failed before it started has no createdDateTimeUtc',
    async run(t) {
      const sent = {
        sourcePath: 'https://x/d.txt',
        lastActionDateTimeUtc: '2022-12-17T00:42:36.846476Z',
        status: 'Failed',
        to: 'es',
        error: {
          code: 'InvalidRequest',
          message: 'The request is invalid.',
          innerError: { code: 'TargetFileAlreadyExists', message: 'Target file already exists.' },
        },
        progress: 0,
        id: '005d3b72-0000-0000-0000-000000000000',
        characterCharged: 0,
      };
      const { error, ...doc } = await ask(t, stub(reply(sent)));
      const { hint, ...reason } = error;
      t.assert.deepEqual({ ...doc, error: reason }, sent);
      t.assert.match(hint, /does not overwrite/);
    },
  },
  {
    name: 'A document needs only its id, its status and the time of its last action',
    async run(t) {
      const { id, status, lastActionDateTimeUtc } = REQUIRED;
      const absent = { createdDateTimeUtc: null, to: null };
      t.assert.deepEqual(await ask(t, stub(reply({ id, status, lastActionDateTimeUtc }))), {
        id,
        status,
        lastActionDateTimeUtc,
      });
      t.assert.deepEqual(await ask(t, stub(reply({ id, status, lastActionDateTimeUtc, ...absent }))), {
        id,
        status,
        lastActionDateTimeUtc,
      });
    },
  },
  ...OPTIONAL.map((name) => ({
    name: `null for ${name} is the same as absent`,
    async run(/** @type {import('../kit.js').Tools} */ t) {
      t.assert.deepEqual(await ask(t, stub(reply({ ...REQUIRED, [name]: null }))), REQUIRED);
    },
  })),
  {
    name: 'The request id is X-RequestId if there is no apim-request-id',
    async run(t) {
      const doc = await ask(t, stub(reply(REQUIRED, { headers: { 'x-requestid': 'request-2' } })));
      t.assert.deepEqual(doc, { ...REQUIRED, requestId: 'request-2' });
    },
  },
  ...STATUSES.map(([sent, given]) => ({
    name: `The status ${sent} is returned as ${given}`,
    async run(/** @type {import('../kit.js').Tools} */ t) {
      t.assert.equal((await ask(t, stub(reply({ ...REQUIRED, status: sent })))).status, given);
    },
  })),
  {
    name: 'isTerminal is true for the terminal statuses, in both spellings of Canceled',
    run(t) {
      for (const [status, , terminal] of STATUSES) t.assert.equal(t.isTerminal(status), terminal, `${status}`);
      for (const status of [undefined, null, '', 0, {}, 'constructor', '__proto__'])
        t.assert.equal(t.isTerminal(status), false);
    },
  },
  {
    name: 'Times are returned unchanged, with their digits and offset',
    async run(t) {
      for (const time of TIMES) {
        const sent = { ...REQUIRED, createdDateTimeUtc: time, lastActionDateTimeUtc: time };
        t.assert.deepEqual(await ask(t, stub(reply(sent))), sent);
      }
    },
  },
  ...NUMBERS.map(([name, text, value]) => ({
    name: `${name} ${text} is read exactly`,
    async run(/** @type {import('../kit.js').Tools} */ t) {
      t.assert.equal((await ask(t, stub(reply(withText(`${name}`, `${text}`)))))[`${name}`], value);
    },
  })),
  ...TEXTS.map(([what, json, value]) => ({
    name: `A string is read: ${what}`,
    async run(/** @type {import('../kit.js').Tools} */ t) {
      t.assert.equal((await ask(t, stub(reply(withText('to', json))))).to, value);
    },
  })),
  {
    name: 'Unknown members are ignored, whatever their names and values',
    async run(t) {
      const unknown =
        '"__proto__":{"polluted":true},"constructor":1,"toString":null,"Status":"x","summary":[{"a":[1,{}]}],"a":1,"a":2';
      const doc = await ask(t, stub(reply(`{${unknown},${JSON.stringify(REQUIRED).slice(1)}`)));
      t.assert.deepEqual(doc, REQUIRED);
      t.assert.equal(/** @type {any} */ ({}).polluted, undefined);
    },
  },
  {
    name: 'A failed document has an error with its innerError, and no hint if the reason is unknown',
    async run(t) {
      const error = {
        code: 'InvalidRequest',
        message: 'The document does not have any translatable text.',
        target: 'Document',
        innerError: { code: 'Unheard', message: 'No text.' },
      };
      const doc = await ask(t, stub(reply({ ...REQUIRED, status: 'Failed', error })));
      t.assert.deepEqual(doc, { ...REQUIRED, status: 'Failed', error });
    },
  },
  {
    name: 'The error of a document may have an innererror, and a number as its code',
    async run(t) {
      const error = {
        code: 400001,
        message: 'Wrong.',
        innererror: { code: 'WrongDocumentEncoding', message: 'Encoding.' },
      };
      const doc = await ask(t, stub(reply({ ...REQUIRED, status: 'Failed', error })));
      t.assert.equal(doc.error.code, '400001');
      t.assert.equal(doc.error.message, 'Wrong.');
      t.assert.deepEqual(doc.error.innerError, { code: 'WrongDocumentEncoding', message: 'Encoding.' });
      t.assert.ok(!('innererror' in doc.error) && !('target' in doc.error));
    },
  },
  {
    name: 'A document is a plain object that can be cloned and serialized',
    async run(t) {
      const error = {
        code: 'A',
        message: 'B',
        innerError: { code: 'C', message: 'D' },
        details: [{ code: 'E', message: 'F' }],
      };
      const doc = await ask(t, stub(reply({ ...EVERYTHING, error })));
      t.assert.equal(Object.getPrototypeOf(doc), Object.prototype);
      t.assert.deepEqual(structuredClone(doc), doc);
      t.assert.deepEqual(JSON.parse(JSON.stringify(doc)), doc);
    },
  },
  {
    name: 'The Content-Type of a response is ignored',
    async run(t) {
      for (const type of ['text/html', 'text/plain; charset=utf-16', 'nonsense', '']) {
        t.assert.deepEqual(await ask(t, stub(reply(REQUIRED, { headers: { 'Content-Type': type } }))), REQUIRED);
      }
    },
  },
  {
    name: 'White space around the JSON of a response is accepted',
    async run(t) {
      t.assert.deepEqual(await ask(t, stub(reply(` \t\r\n${JSON.stringify(REQUIRED, null, 2)}\r\n `))), REQUIRED);
    },
  },
  {
    name: 'A response may arrive in chunks that end anywhere, even inside a character',
    async run(t) {
      const bytes = bytesOf(JSON.stringify({ ...REQUIRED, to: 'é€😀' }));
      const from = bytesOf(JSON.stringify(REQUIRED)).length - 60;
      for (let at = from; at < bytes.length; at++) {
        const body = streamOf([bytes.slice(0, at), bytes.slice(at)]);
        t.assert.equal((await ask(t, stub(reply(body)))).to, 'é€😀');
      }
      const each = Array.from(bytes, (_, at) => bytes.slice(at, at + 1));
      t.assert.equal((await ask(t, stub(reply(streamOf(each))))).to, 'é€😀');
    },
  },
  {
    name: 'A chunk may be a view of a larger buffer, or empty',
    async run(t) {
      const bytes = bytesOf(JSON.stringify(REQUIRED));
      const larger = new Uint8Array(bytes.length + 200).fill(120);
      larger.set(bytes, 100);
      const pieces = [larger.subarray(100, 110), new Uint8Array(0), larger.subarray(110, 100 + bytes.length)];
      t.assert.deepEqual(await ask(t, stub(reply(streamOf(pieces)))), REQUIRED);
    },
  },
  ...RETRY_AFTER.map(({ name, headers, retryAfterMs }) => ({
    name: `Retry-After is read: ${name}`,
    async run(/** @type {import('../kit.js').Tools} */ t) {
      const doc = await ask(t, stub(new Response(JSON.stringify(REQUIRED), { headers })));
      t.assert.equal(doc.retryAfterMs, retryAfterMs, 'retryAfterMs');
      t.assert.equal('retryAfterMs' in doc, retryAfterMs !== undefined);
    },
  })),
];
