// The content of the elements as data: for each state and each language.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitingContent } from '../../web/content/content.js';
import { documentContent } from '../../web/content/document-content.js';
import { countsContent, jobContent } from '../../web/content/job-content.js';
import { localeFor } from '../../web/content/locale.js';
import { rowContent } from '../../web/content/row-content.js';
import { words } from '../../web/content/words.js';

const T = '2026-01-02T03:04:05Z';
const now = Date.parse(T) + 61_000;
const error = { code: 'InvalidRequest', message: 'No.', innerError: { code: 'NoTranslatableText', message: 'None.' } };
const english = { locale: localeFor('en'), now };
const documentOf = (/** @type {object} */ members) => ({
  id: '0002d2a0',
  status: 'Running',
  createdDateTimeUtc: T,
  lastActionDateTimeUtc: '2026-01-02T03:09:05Z',
  to: 'fr',
  path: 'https://account.blob.core.windows.net/target/Lease%20contract.docx',
  ...members,
});
const jobOf = (
  /** @type {object} */ summary,
  /** @type {object} */ members = {},
  /** @type {any[]} */ documents = [],
) => ({
  batch: { id: '1', status: 'Running', createdDateTimeUtc: T, lastActionDateTimeUtc: T, summary, ...members },
  documents: new Map(documents.map((document, index) => [String(index), document])),
  progress: 0.4,
  leftMs: -1,
});

/** @type {[status: string, state: string, icon: string, color: string, hasBar: boolean][]} */
const STATES = [
  ['NotStarted', 'not-started', 'ring', 'neutral', true],
  ['Running', 'running', 'dot', 'running', true],
  ['Cancelling', 'cancelling', 'dash', 'neutral', true],
  ['Succeeded', 'succeeded', 'check', 'success', true],
  ['Failed', 'failed', 'bang', 'failure', false],
  ['Canceled', 'canceled', 'dash', 'neutral', false],
  ['ValidationFailed', 'validation-failed', 'bang', 'failure', false],
  ['Resting', 'unknown', 'dot', 'running', true],
];

for (const language of Object.keys(words)) {
  const options = {
    locale: localeFor(language),
    now,
    resultHref: '/result/{documentId}',
    baseUrl: 'https://page.example',
  };
  const { phrases } = options.locale;

  /** No text has a placeholder left, or the name of a value that is missing. @param {object} content */
  const assertTexts = (content) => {
    const { locale, details, href, ...shown } = /** @type {any} */ (content);
    assert.doesNotMatch(JSON.stringify(shown), /[{]\w+[}]|undefined|NaN|\[object|null/);
  };

  test(`the content of a document has state, icon, colour, words and link of each status: ${language}`, () => {
    for (const [status, state, icon, color, hasBar] of STATES) {
      const document = documentOf({ status, error });
      const content = documentContent(options, { document, progress: 0.42, leftMs: 120_000 });
      assertTexts(content);
      assert.deepEqual([content.state, content.icon, content.color, content.hasBar], [state, icon, color, hasBar]);
      const word = /** @type {any} */ (phrases)[status] ?? status;
      assert.ok(content.status.startsWith(word), content.status);
      assert.equal(content.announcement, `Lease contract.docx: ${word}`);
      const isFailed = icon === 'bang';
      assert.equal(content.problem, isFailed ? phrases.reasons.NoTranslatableText : '');
      assert.equal(content.details, isFailed ? 'InvalidRequest: No.\nNoTranslatableText: None.' : '');
      assert.equal(content.href, state === 'succeeded' ? 'https://page.example/result/0002d2a0' : '');
      assert.deepEqual(rowContent(options, document, 0).state, state);
      assertTexts(rowContent(options, document, 0));
    }
  });

  test(`the content of a job has state, counts and segments: ${language}`, () => {
    const summary = { total: 10, success: 3, failed: 1, cancelled: 0, inProgress: 4, notYetStarted: 2 };
    const content = jobContent(options, jobOf(summary));
    assertTexts(content);
    assert.equal(content.state, 'running');
    assert.deepEqual(
      content.segments.map(({ state, color, part }) => [state, color, Number(part?.toFixed(3))]),
      [
        ['succeeded', 'success', 0.3],
        ['failed', 'failure', 0.1],
        ['canceled', 'neutral', 0],
        ['progress', 'running', 0],
        ['running', 'running', 0.4],
      ],
    );
    assert.deepEqual(
      countsContent(options, summary).map(({ state, count, word }) => [state, count, word]),
      [
        ['succeeded', 3, phrases.Succeeded],
        ['failed', 1, phrases.Failed],
        ['canceled', 0, phrases.Canceled],
        ['running', 4, phrases.Running],
        ['not-started', 2, phrases.NotStarted],
      ],
    );
    const ended = jobContent(options, jobOf({ total: 2, success: 1, failed: 1 }, { status: 'Succeeded' }));
    assertTexts(ended);
    assert.deepEqual([ended.state, ended.icon, ended.color, ended.isDone], ['partial', 'triangle', 'warning', true]);
  });

  test(`errors, notices and the time before the first response have content: ${language}`, () => {
    const waiting = waitingContent(options, 'document');
    assertTexts(waiting);
    assert.deepEqual([waiting.state, waiting.status, waiting.hasBar], ['waiting', phrases.waiting, true]);
    for (const notice of /** @type {const} */ (['offline', 'interrupted']))
      assert.equal(waitingContent({ ...options, notice }, 'job').time, phrases[notice]);
    for (const [failure, problem] of /** @type {const} */ ([
      [{ statusCode: 404 }, 'notFound'],
      [{ statusCode: 403 }, 'notAllowed'],
      [{ code: 'TokenFailed' }, 'notAllowed'],
      [{ kind: 'network' }, 'unreachable'],
      [{ kind: 'invalid-argument' }, 'misconfigured'],
      [{ kind: 'module', cause: new TypeError('bad') }, 'misconfigured'],
      [{ kind: 'module', cause: new ReferenceError('WebAssembly is not defined') }, 'noWebAssembly'],
    ])) {
      const document = documentOf({ status: 'Running' });
      for (const content of [
        waitingContent({ ...options, error: failure }, 'document'),
        documentContent({ ...options, error: failure }, { document, progress: 0.5, leftMs: -1 }),
        jobContent({ ...options, error: failure }, jobOf({ total: 1, inProgress: 1 })),
      ]) {
        assertTexts(content);
        assert.deepEqual(
          [content.state, content.status, content.time, content.problem, content.canRetry],
          ['error', phrases.error, '', phrases[problem], true],
        );
      }
    }
  });
}

test('the same input gives the same content, and the input stays as it is', () => {
  const document = Object.freeze(documentOf({ status: 'Running' }));
  const options = Object.freeze({ ...english, locale: Object.freeze(localeFor('en')) });
  const first = documentContent(options, { document, progress: 0.42, leftMs: 120_000 });
  assert.deepEqual(documentContent(options, { document, progress: 0.42, leftMs: 120_000 }), first);
  assert.equal(first.status, 'Translating · 42%');
  assert.equal(first.time, 'Started 1 minute ago · about 2 minutes left');
  assert.equal(first.aside, 'to French');
});

test('a result link is http, https or blob, and has the document’s id', () => {
  const document = documentOf({ status: 'Succeeded' });
  const hrefOf = (/** @type {string} */ resultHref) =>
    documentContent(
      { ...english, resultHref, baseUrl: 'https://page.example/a/' },
      { document, progress: 1, leftMs: -1 },
    ).href;
  assert.equal(hrefOf('b?id={documentId}'), 'https://page.example/a/b?id=0002d2a0');
  assert.equal(hrefOf('blob:https://page.example/1'), 'blob:https://page.example/1');
  for (const unsafe of ['javascript:alert(1)', 'data:text/html,x', 'https://[', ' java\nscript:x'])
    assert.equal(hrefOf(unsafe), '', unsafe);
  const job = jobOf({ total: 1, success: 1 }, { status: 'Succeeded' });
  assert.equal(jobContent({ ...english, resultHref: '/{documentId}', baseUrl: 'https://page.example' }, job).href, '');
});

test('a row is named by the page, by its file, or by its number, and failed rows come first', () => {
  const nameOf = (/** @type {object} */ members, /** @type {string | undefined} */ name) =>
    rowContent(english, documentOf(members), 2, name).name;
  assert.equal(nameOf({}, 'Given'), 'Given');
  assert.equal(nameOf({}, undefined), 'Lease contract.docx');
  assert.equal(nameOf({ path: undefined, sourcePath: 'https://a.example/s/Source.docx' }, undefined), 'Source.docx');
  assert.equal(nameOf({ path: undefined }, undefined), 'Document 3');
  assert.equal(rowContent(english, documentOf({ status: 'Failed' }), 0).isFirst, true);
  assert.equal(rowContent(english, documentOf({ status: 'Canceled' }), 0).isFirst, false);
});

test('a job sums up the reasons of its documents', () => {
  const failed = { status: 'Failed' };
  const problemOf = (/** @type {any[]} */ errors) =>
    jobContent(
      english,
      jobOf(
        { total: 2, failed: 2 },
        failed,
        errors.map((each) => ({ error: each })),
      ),
    ).problem;
  assert.equal(problemOf([error, error]), words.en.reasons.NoTranslatableText);
  assert.equal(
    problemOf([error, { code: 'SASTokenInvalid', message: '' }]),
    `1 document: ${words.en.reasons.NoTranslatableText}\n1 document: ${words.en.reasons.SASTokenInvalid}`,
  );
  assert.equal(problemOf([{ code: 'Unheard', message: '' }]), words.en.failedJob);
  assert.equal(problemOf([]), words.en.failedJob);
});

test('names have no bidi controls, and long ones keep their extension', () => {
  const document = documentOf({ path: 'https://a.example/b/%20invoice%E2%80%AEfdp.exe' });
  for (const name of [' invoice\u202efdp.exe', '\u2066invoice\u2069fdp.exe\u200f ', '\u061cinvoicefdp.exe']) {
    const content = documentContent({ ...english, name }, { document, progress: 0, leftMs: -1 });
    assert.deepEqual([content.name, content.shortName], ['invoicefdp.exe', 'invoicefdp.exe']);
    assert.equal(content.announcement, 'invoicefdp.exe: Translating');
    assert.equal(rowContent(english, document, 0, name).name, 'invoicefdp.exe');
    assert.equal(waitingContent({ ...english, name }, 'job').name, 'invoicefdp.exe');
    assert.equal(jobContent({ ...english, name }, jobOf({ total: 1 })).name, 'invoicefdp.exe');
  }
  assert.equal(documentContent(english, { document, progress: 0, leftMs: -1 }).name, 'invoicefdp.exe');
  assert.equal(rowContent(english, document, 0).name, 'invoicefdp.exe');
  for (const empty of ['', '  ', '\u202e']) {
    assert.equal(waitingContent({ ...english, name: empty }, 'document').name, 'Document');
    assert.equal(rowContent(english, document, 0, empty).name, 'invoicefdp.exe');
  }
  const long = `${'a'.repeat(100)}👍.docx`;
  const { name, shortName } = waitingContent({ ...english, name: long }, 'document');
  assert.equal(name, long);
  assert.equal([...shortName].length, 48);
  assert.match(shortName, /^a+…a+👍\.docx$/u);
});

test('the title for the page has the progress first', () => {
  const titleOf = (/** @type {object} */ members, /** @type {number} */ progress) =>
    documentContent({ ...english, name: 'A.docx' }, { document: documentOf(members), progress, leftMs: -1 }).title;
  assert.equal(titleOf({}, 0.42), '42% · A.docx');
  assert.equal(titleOf({}, 0), 'Translating · A.docx');
  assert.equal(titleOf({ status: 'Succeeded' }, 1), 'Translated · A.docx');
  assert.equal(jobContent(english, jobOf({ total: 10, success: 3 })).title, '3 of 10 · Translations');
});
