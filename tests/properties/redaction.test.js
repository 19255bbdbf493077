// Proves that what viewers must not see never comes out of the proxy: values that it knows, in any member, encoding and surroundings. And that
// all other messages come out as they are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStatusProxy } from '../../dist/entries/proxy.js';
import { BATCH, DOCUMENT, REQUIRED } from '../contract/kit.js';
import { check, fc } from './kit.js';

const timeout = 180_000;
const PATH = `/translator/text/batch/v1.0/batches/${BATCH}/documents/${DOCUMENT}`;
const ENDPOINT = 'https://my-resource.cognitiveservices.azure.com';

/**
 * The response to a viewer if the service sends this.
 * @param {object} said @param {any} [options] of the proxy @param {Record<string, string>} [headers] of the service's reply
 */
async function shown(said, options = {}, headers = {}) {
  const proxy = createStatusProxy({
    endpoint: ENDPOINT,
    credential: { key: 'k3y-5ecret-0123456789abcdef' },
    public: true,
    fetch: async () => new Response(JSON.stringify({ ...REQUIRED, ...said }), { headers }),
    ...options,
  });
  const reply = await proxy.fetch(new Request(`https://status.example.com${PATH}`));
  const body = await reply.text();
  return { status: reply.status, body, all: `${JSON.stringify([...reply.headers])}\n${body}`, value: JSON.parse(body) };
}

/** Each writes a text in another way. @type {Record<string, (text: string) => string>} */
const ENCODINGS = {
  'as it is': (text) => text,
  'in capitals': (text) => text.toUpperCase(),
  'in small letters': (text) => text.toLowerCase(),
  'percent-encoded': encodeURIComponent,
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'each byte percent-encoded': (text) => Array.from(new TextEncoder().encode(text), percent).join(''),
  'percent-encoded in small letters': (text) => encodeURIComponent(text).toLowerCase(),
  'JSON-escaped': (text) => JSON.stringify(text).slice(1, -1),
  'JSON-escaped by numbers': (text) => Array.from({ length: text.length }, (_, at) => unit(text, at)).join(''),
  'JSON-escaped twice': (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3),
  'JSON-escaped and percent-encoded': (text) => encodeURIComponent(JSON.stringify(text).slice(1, -1)),
  'in HTML': (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
};
const percent = (/** @type {number} */ byte) => `%${byte.toString(16).padStart(2, '0')}`;
const unit = (/** @type {string} */ text, /** @type {number} */ at) =>
  `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;

/** Undoes one level of each encoding. @type {((text: string) => string)[]} */
const DECODERS = [
  (text) =>
    text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run;
      }
    }),
  (text) =>
    text.replace(/\\(?:u([0-9a-f]{4})|(["\\/]))/gi, (_, hex, character) =>
      hex ? String.fromCharCode(Number.parseInt(hex, 16)) : character,
    ),
  (text) => text.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&'),
];

/** All that a text may be read as. @param {string} text */
function readingsOf(text) {
  const found = new Set([text]);
  for (let level = 0; level < 3; level++)
    for (const one of [...found]) for (const decoder of DECODERS) found.add(decoder(one));
  return [...found].map((one) => one.toLowerCase());
}

/** Each puts a text into a member, and says which. @type {Record<string, (text: string) => object>} */
const MEMBERS = {
  code: (text) => ({ error: { code: text, message: 'm' } }),
  message: (text) => ({ error: { code: 'X', message: text } }),
  target: (text) => ({ error: { code: 'X', message: 'm', target: text } }),
  'a detail': (text) => ({ error: { code: 'X', message: 'm', details: { a: [{ b: text }] } } }),
  'a detail’s name': (text) => ({ error: { code: 'X', message: 'm', details: { [text]: { [text]: 1 } } } }),
  'a detailed error': (text) => ({ error: { code: 'X', message: 'm', details: [{ code: text, message: text }] } }),
  'an inner error': (text) => ({
    error: {
      code: 'X',
      message: 'm',
      innerError: { code: text, message: text, innerError: { code: 'Y', target: text } },
    },
  }),
  'the status': (text) => ({ status: text }),
  'the language': (text) => ({ to: text }),
  'the deployment': (text) => ({ deploymentName: text }),
  'the id': (text) => ({ id: text }),
};

const surroundings = fc.oneof(
  fc.constant(''),
  fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'%\\&u02f5cd#x;"\'/= .aé😀'), maxLength: 8 }),
);

/** A way to say a value. */
const embedding = fc.record({
  member: fc.constantFrom(...Object.keys(MEMBERS)),
  encoding: fc.constantFrom(...Object.keys(ENCODINGS)),
  before: surroundings,
  after: surroundings,
});

/** @param {{ member: string, encoding: string, before: string, after: string }} how @param {string} value */
function said({ member, encoding, before, after }, value) {
  const written = ENCODINGS[encoding](value);
  return { written, members: MEMBERS[member](before + written + after) };
}

/** @param {string} all @param {any} value @param {string} written @param {string} known */
function assertHidden(all, value, written, known) {
  assert.ok(!all.includes(written), `${written} in ${all}`);
  /** @type {string[]} */
  const texts = [all];
  JSON.stringify(value, (name, item) => {
    texts.push(name);
    if (typeof item === 'string') texts.push(item);
    return item;
  });
  for (const text of texts)
    for (const reading of readingsOf(text)) assert.ok(!reading.includes(known.toLowerCase()), `${known} in ${text}`);
}

/** Characters that a header value can contain. */
const secret = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 8,
  maxLength: 60,
});

test('the key never comes out', { timeout }, async () => {
  await check(
    'ways to quote a key',
    4000,
    fc.tuple(secret, embedding, fc.boolean()),
    async ([key, how, exposePaths]) => {
      const { written, members } = said(how, key);
      const { all, value, status } = await shown(members, { credential: { key }, exposePaths });
      assert.equal(status, 200);
      assertHidden(all, value, written, key);
      return how.encoding;
    },
  );
});

test('the token that was last sent never comes out, wherever it was had from', { timeout }, async () => {
  const credentials = fc.constantFrom(
    (/** @type {string} */ token) => ({ token }),
    (/** @type {string} */ token) => ({ token: async () => token }),
    (/** @type {string} */ token) => ({ getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 1e6 }) }),
  );
  await check('ways to quote a token', 2000, fc.tuple(secret, credentials, embedding), async ([token, of, how]) => {
    const { written, members } = said(how, token);
    const { all, value, status } = await shown(members, { credential: of(token) });
    assert.equal(status, 200);
    assertHidden(all, value, written, token);
    return how.encoding;
  });
});

const label = fc.string({ unit: fc.constantFrom(...'abcxyz019'), minLength: 3, maxLength: 12 });
const host = fc.oneof(
  label.map((name) => `${name}.cognitiveservices.azure.com`),
  fc.tuple(label, label, fc.integer({ min: 1, max: 65535 })).map(([a, b, port]) => `${a}.${b}x.example:${port}`),
  fc.constantFrom('10.20.30.40', '10.20.30.40:8443', '[::1]', '[::1]:8443'),
);

test('the host of the service never comes out', { timeout }, async () => {
  await check('ways to quote a host', 1500, fc.tuple(host, embedding), async ([name, how]) => {
    const { written, members } = said(how, name);
    const { all, value, status } = await shown(members, { endpoint: `https://${name}` });
    assert.equal(status, 200);
    assertHidden(all, value, written, name.replace(/:\d+$/, ''));
    return how.encoding;
  });
});

const lower = fc.string({
  unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'),
  minLength: 8,
  maxLength: 24,
});
const fileName = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 30 }),
  fc.string({ unit: 'grapheme', minLength: 8, maxLength: 30 }),
  lower.map((name) => `${name} (1) ü.docx`),
);
/** A separator would make two names of one, and the client refuses NUL. */
const isFileName = (/** @type {string} */ name) => !/[\\/\0]/.test(name);

const storage = fc.record({ account: lower, container: lower, file: fileName.filter(isFileName) });

test('the account, the container and the file never come out where paths are withheld', { timeout }, async () => {
  const part = fc.constantFrom('account', 'container', 'file');
  const place = fc.constantFrom('path', 'sourcePath');
  await check(
    'ways to quote a name',
    4000,
    fc.tuple(storage, part, place, embedding),
    async ([names, which, member, how]) => {
      const { account, container, file } = names;
      const url = `https://${account}.blob.core.windows.net/${container}/en/${encodeURIComponent(file)}?sv=1&sig=x`;
      const { written, members } = said(how, names[/** @type {'file'} */ (which)]);
      const { all, value, status } = await shown({ ...members, [member]: url });
      assert.equal(status, 200);
      assertHidden(all, value, written, names[/** @type {'file'} */ (which)]);
      return which;
    },
  );
});

test('a name of 3 to 7 characters does not come out as a word', { timeout }, async () => {
  const short = fc.string({ unit: fc.constantFrom(...'bcdfghjkmqvwxz789'), minLength: 3, maxLength: 7 });
  const between = fc.constantFrom('', ' ', '/', '"', "'", '.', '(', ')', ': ', '%2F', '%252f', '\\\\', '&quot;', '\n');
  await check('ways to quote a short name', 1500, fc.tuple(short, between, between), async ([name, before, after]) => {
    const sourcePath = `https://contoso.blob.core.windows.net/${name}/en/q1-report.docx`;
    const { value } = await shown({ sourcePath, ...MEMBERS.message(`In ${before || ' '}${name}${after || ' '}it is`) });
    assert.ok(!value.error.message.includes(name), value.error.message);
    const longer = `${name}q and q${name}`;
    assert.equal((await shown({ sourcePath, ...MEMBERS.message(longer) })).value.error.message, longer);
    return 'hidden';
  });
});

/** Texts of the service, as recorded or documented. */
const MESSAGES = [
  'Cannot access source document location with the current permissions.',
  'Cannot access target document location with the current permissions.',
  'No document found in source with the given path and filters.',
  'Target document file already exists.',
  'The document does not have any translatable text.',
  'Document has wrong encoding or is binary file.',
  'User is not authorized',
  'Operation is not authorized',
  'id not found',
  'Resource not found',
  'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
  'Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.',
  'Access denied due to Virtual Network/Firewall rules.',
  'Please retry after 9 seconds',
  'Rate limit is exceeded. Try again in 10 seconds.',
  'The request is not authorized: Bearer authentication is required, or a subscription key.',
  `The document ${DOCUMENT} of ${BATCH} failed; request id 068c2965-9336-48a3-9c36-b765c764340f, at 2021-05-21T16:51:43.1234567Z.`,
  'The signature is not valid, or the SAS token has expired (se, sp and sig are signed).',
  'Progress is 50% & rising: 1/2, <b>"50 %"</b>, C:\\new\\temp, \\d+, x = 1; {"a": [1, 2]}',
  'See https://aka.ms/x for input/output formats',
  'Use https://aka.ms/x with Node.js',
  'Go to https://aka.ms/x on 01/02/2024 and retry',
  'See (https://learn.microsoft.com/azure/ai-services/translator/#formats), or "https:\\/\\/aka.ms\\/x".',
  'language sr = Serbian is fine',
  'Value se=5',
  'password: must be set',
  'The password is required, the access token is expired. Unexpected token: end of text',
  'The secret: see the documentation',
  'Die Datei „Prüfung“ wurde nicht gefunden, 翻訳できません 😀',
];

test('a message of the service comes out as it is, whatever the folders are named after', { timeout }, async () => {
  const folders = ['source', 'target', 'documents', 'a', 'en', 'container-x'];
  for (const message of MESSAGES)
    for (const exposePaths of [false, true])
      for (const folder of folders) {
        const error = { code: 'InvalidRequest', message, target: 'Document', details: { [message]: message } };
        const url = `https://contoso.blob.core.windows.net/${folder}/${folder}/q1-report.docx`;
        const { value } = await shown({ sourcePath: url, path: url, error }, { exposePaths });
        assert.deepEqual(value.error, error);
      }
});

test('a message without any known value or form comes out as it is', { timeout }, async () => {
  const word = fc.oneof(
    fc.constantFrom(
      ...MESSAGES.join(' ')
        .split(/[^A-Za-z]+/)
        .filter((text) => text && text !== 'Bearer'),
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => !/[\\/:=?&%#~]/.test(text)),
    fc.uuid(),
  );
  const gap = fc.constantFrom(' ', ', ', '. ', ' (', ') ', ' - ', ' & ', ' / ', '\n', '%, ', ' "', '" ', ' \\ ', ' + ');
  const message = fc.array(fc.tuple(word, gap), { minLength: 1, maxLength: 20 }).map((parts) => parts.flat().join(''));
  await check('messages', 3000, fc.tuple(message, fc.boolean()), async ([text, exposePaths]) => {
    const sourcePath = 'https://contoso.blob.core.windows.net/q7w-container/q7w-report.docx';
    const { value } = await shown({ sourcePath, ...MEMBERS.message(text) }, { exposePaths });
    assert.equal(value.error.message, text);
    return 'unchanged';
  });
});

test('ids and status stay, whatever the storage names are', { timeout }, async () => {
  for (const name of [DOCUMENT, BATCH, 'running', 'fr', 'document', 'id']) {
    const sourcePath = `https://contoso.blob.core.windows.net/${name}/${name}/x-report.docx`;
    const message = `Document ${DOCUMENT} of ${BATCH} failed.`;
    const { value, all } = await shown(
      { sourcePath, ...MEMBERS.message(message) },
      {},
      { 'apim-request-id': DOCUMENT },
    );
    const { id, status, to, error } = value;
    assert.deepEqual([id, status, to, error.message], [REQUIRED.id, REQUIRED.status, REQUIRED.to, message]);
    assert.ok(all.includes(`"x-requestid","${DOCUMENT}"`), all);
  }
});

test('a message of a megabyte is read in a time that grows with its length only', { timeout }, async () => {
  const key = `${'a'.repeat(84)}b`;
  const sourcePath = `https://contoso.blob.core.windows.net/source/${'a'.repeat(500)}/report.docx`;
  for (const part of [
    ...[
      'a',
      '%25',
      '%',
      '\\',
      '\\u0041',
      '&amp;',
      'https://',
      'https://a b ',
      '"https://a ',
      '“https://a ',
      '\\\\a\\',
      '\\\\a/',
      '\\\\a\\b ',
    ],
    ...[
      'sig=',
      'se=',
      'se=5&',
      'sv=a ',
      'token is ',
      'password: ',
      'sharedkey a',
      'https://aka.ms/a',
      'https://a.blob.core.windows.net/c/a ',
      '.blob.a',
      'ab:/',
      'sig =',
      'eyJ',
      'bearer ',
      'bearer a',
      '.',
      '.blob.core.windows.net',
      'a.ab?',
      'a.ab ',
      '?sv=',
      ' ',
      '\n',
    ],
    ...[
      'password',
      'authorization:',
      'ſ',
      '😀',
      '"',
      "'",
      '://a',
      '%E2%82%AC',
      'account_',
      `https://a ${'x'.repeat(500)} `,
    ],
  ]) {
    const message = part.repeat(Math.floor(900_000 / JSON.stringify(part).length));
    const { status } = await shown({ sourcePath, ...MEMBERS.message(message) }, { credential: { key } });
    assert.equal(status, 200, part);
  }
});
