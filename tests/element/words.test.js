// The phrases: every language has all of them, with the same placeholders and a form for each plural.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { areWords, localeFor } from '../../web/content/locale.js';
import { counted, percentOf } from '../../web/content/numbers.js';
import { reasonOf } from '../../web/content/problems.js';
import { duration, timeOf } from '../../web/content/times.js';
import { percentSigns, words } from '../../web/content/words.js';

const placeholders = (/** @type {string} */ phrase) => [...phrase.matchAll(/\{\w+\}/g)].map(String).sort();

test('the languages are English, German, French, Spanish, Arabic, Japanese, and Chinese in both scripts', () => {
  assert.deepEqual(Object.keys(words), ['en', 'de', 'fr', 'es', 'ar', 'ja', 'zh', 'zh-Hant']);
});

test('each known status has a phrase', async () => {
  const statuses = await readFile(new URL('../../src/statuses.def', import.meta.url), 'utf8');
  const known = [...statuses.matchAll(/^X\((\w+),/gm)].map(([, name]) => name);
  assert.deepEqual(
    Object.keys(words.en).filter((key) => /^[A-Z]/.test(key)),
    known,
  );
});

test('each known reason of a failed document has a phrase', async () => {
  const errors = await readFile(new URL('../../src/document_errors.def', import.meta.url), 'utf8');
  const known = [...errors.matchAll(/^X\((\w+),/gm)].map(([, code]) => code);
  assert.deepEqual(Object.keys(words.en.reasons).sort(), known.sort());
});

test('the reason of a failure is the phrase of the innermost known code, and the page’s own phrase comes first', () => {
  const error = { code: 'InvalidRequest', message: '', innerError: { code: 'NoTranslatableText', message: '' } };
  assert.equal(reasonOf(localeFor('en'), error), words.en.reasons.NoTranslatableText);
  assert.equal(
    reasonOf(localeFor('de-AT'), { ...error, code: 'SASTokenInvalid' }),
    words.de.reasons.NoTranslatableText,
  );
  for (const code of ['Unheard', 'constructor', 'toString', '__proto__'])
    assert.equal(reasonOf(localeFor('en'), { code, message: '' }), undefined, code);
  assert.equal(reasonOf(localeFor('en'), undefined), undefined);
  const own = localeFor('en', { reasons: { NoTranslatableText: 'Only pictures.', Unheard: 'So that is why.' } });
  assert.equal(reasonOf(own, error), 'Only pictures.');
  assert.equal(reasonOf(own, { code: 'Unheard', message: '' }), 'So that is why.');
  const general = localeFor('en', { reasons: { InvalidRequest: 'Something is wrong.' } });
  assert.equal(reasonOf(general, error), words.en.reasons.NoTranslatableText, 'a general code hides no reason');
  assert.equal(reasonOf(own, { code: 'SASTokenInvalid', message: '' }), words.en.reasons.SASTokenInvalid);
  assert.equal(areWords({ reasons: { Unheard: 'x' } }), true);
  for (const reasons of [5, 'x', ['x'], null, { Unheard: 5 }]) assert.equal(areWords({ reasons }), false);
});

for (const [language, phrases] of Object.entries(words)) {
  test(`${language} has every phrase of English, with the same placeholders and a form for each plural`, () => {
    assert.deepEqual(Object.keys(phrases), Object.keys(words.en));
    for (const [key, phrase] of Object.entries(phrases)) {
      const english = /** @type {any} */ (words.en)[key];
      assert.equal(typeof phrase, typeof english, key);
      if (typeof phrase === 'string') {
        assert.notEqual(phrase, '', key);
        assert.deepEqual(placeholders(phrase), placeholders(english), key);
        continue;
      }
      if (key === 'reasons') {
        assert.deepEqual(Object.keys(phrase), Object.keys(english));
        assert.ok(Object.values(phrase).every((text) => typeof text === 'string' && text !== ''));
        continue;
      }
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      assert.deepEqual(Object.keys(phrase).sort(), [...pluralCategories].sort(), key);
      assert.deepEqual(placeholders(phrase.other), placeholders(english.other), key);
    }
  });
}

test('no two languages share a long phrase, which would be a missing translation', () => {
  for (const key of /** @type {(keyof typeof words.en)[]} */ (Object.keys(words.en))) {
    const all = Object.values(words).map((phrases) => phrases[key]);
    const long = all.filter((phrase) => typeof phrase === 'string' && phrase.replace(/{.*?}/g, '').length > 15);
    assert.equal(new Set(long).size, long.length, key);
  }
  const reasons = Object.values(words).flatMap((phrases) => [...new Set(Object.values(phrases.reasons))]);
  assert.equal(new Set(reasons).size, reasons.length);
});

test('a count uses the plural form of its language', () => {
  const count = (/** @type {string} */ tag, /** @type {number} */ number) => {
    const locale = localeFor(tag);
    return counted(locale, number, locale.phrases.documents);
  };
  assert.equal(count('en', 1), '1 document');
  assert.equal(count('de', 1200), '1.200 Dokumente');
  assert.equal(count('fr', 0), '0 document');
  assert.equal(count('ar-EG', 2), 'مستندان');
  assert.equal(count('ar', 3).replace(/[\d٠-٩]/, '#'), '# مستندات');
  assert.equal(count('ja', 5), '5件の文書');
});

test('a duration is shown in hours and minutes', () => {
  const locale = localeFor('en');
  assert.equal(duration(locale, 59_000), 'less than a minute');
  assert.equal(duration(locale, 61_000), '1 minute');
  assert.equal(duration(locale, 119 * 60_000), '1 hour, 59 minutes');
  assert.equal(duration(locale, 3_600_000), '1 hour');
});

test('a percentage is rounded down, except for floating-point errors', () => {
  const locale = localeFor('en');
  for (let percent = 0; percent <= 100; percent++) assert.equal(percentOf(locale, percent / 100), `${percent}%`);
  assert.equal(percentOf(locale, 0.999999), '99%');
  assert.equal(percentOf(localeFor('de'), 0.29), '29\u00a0%');
});

test('percentages match Intl in every language and region, without Intl for the languages of the table', (t) => {
  const { NumberFormat } = Intl;
  const made = t.mock.method(Intl, 'NumberFormat');
  const own = Object.keys(percentSigns);
  assert.deepEqual(
    Object.keys(words).filter((language) => !own.includes(language)),
    ['ar', 'zh-Hant'],
    'Arabic digits differ between versions of Intl',
  );
  for (const tag of [...own, 'ar', 'ar-EG', 'de-CH', 'en-DE', 'en-u-nu-arab', 'es-MX', 'fr-CH', 'zh-u-nu-hanidec']) {
    const intl = new NumberFormat(tag, { style: 'percent' });
    const before = made.mock.callCount();
    for (let percent = 0; percent <= 100; percent++)
      assert.equal(percentOf(localeFor(tag), percent / 100), intl.format(percent / 100), tag);
    assert.equal(made.mock.callCount() > before, !own.includes(tag), tag);
  }
});

test('a recent start and a short remaining time have natural phrases in every language', () => {
  const now = Date.now();
  const at = (/** @type {number} */ ms) => ({
    status: 'Running',
    createdDateTimeUtc: new Date(now - ms).toISOString(),
    lastActionDateTimeUtc: new Date(now).toISOString(),
  });
  const hour = 3_600_000;
  const textOf = (/** @type {string} */ tag, /** @type {number} */ ago, /** @type {number} */ left) =>
    timeOf(localeFor(tag), at(ago), left, now);
  assert.equal(textOf('en', 0, -1), 'Just started');
  assert.equal(textOf('en', -30_000, -1), 'Just started', 'the clocks differ a little');
  assert.equal(textOf('en', -hour, -1), '', 'a clock is wrong');
  assert.equal(textOf('en', -hour, 61_000), 'about 1 minute left');
  assert.equal(textOf('en', 25_000, -1), 'Started 20 seconds ago');
  assert.equal(textOf('en', 61_000, 59_000), 'Started 1 minute ago · less than a minute left');
  assert.equal(textOf('en', 2 * hour, 61_000), 'Started 2 hours ago · about 1 minute left');
  assert.equal(textOf('en', 50 * hour, -1), 'Started 2 days ago');
  assert.equal(textOf('ja', 0, 0), 'たった今開始 · 残り1分未満');
  assert.equal(textOf('es', 0, 61_000), 'Acaba de comenzar · tiempo restante aproximado: 1 minuto');
  for (const [tag, { started, left, justStarted, leftUnderMinute }] of Object.entries(words)) {
    assert.equal(textOf(tag, 0, 0), `${justStarted} · ${leftUnderMinute}`);
    const [first] = started.split('{time}');
    assert.ok(textOf(tag, hour, hour).includes(first) && !textOf(tag, hour, hour).includes('{'), left);
  }
});

test('a language without phrases falls back to English, unless the page supplies its own', () => {
  assert.deepEqual(
    { ...localeFor('he'), phrases: undefined },
    { language: 'en', direction: 'ltr', phrases: undefined },
  );
  assert.equal(localeFor('not a tag').language, 'en');
  const own = localeFor('he', { Running: 'מתורגם' });
  assert.deepEqual([own.language, own.direction, own.phrases.Running], ['he', 'rtl', 'מתורגם']);
  for (const tag of [...Object.keys(words), 'ar-EG', 'ar-Latn', 'fr-Arab']) {
    const direction = new Intl.Locale(tag).maximize().script === 'Arab' ? 'rtl' : 'ltr';
    assert.equal(localeFor(tag).direction, direction, tag);
  }
});

test('Chinese has the script of its reader', () => {
  for (const tag of ['zh-Hant', 'zh-Hant-TW', 'zh-TW', 'zh-HK', 'zh-MO', 'zh_TW', 'zh-Hant-CN'])
    assert.equal(localeFor(tag).phrases.Running, '翻譯中', tag);
  for (const tag of ['zh', 'zh-CN', 'zh-SG', 'zh-Hans-TW', 'zh-Hans'])
    assert.equal(localeFor(tag).phrases.Running, '正在翻译', tag);
});

test('a language tag may be spelled with underscores', () => {
  assert.equal(localeFor('de_DE').language, 'de-DE');
  assert.equal(localeFor('de_DE').phrases.Running, words.de.Running);
});

test('the elements and their registration can be imported without a document', async () => {
  const { DocumentTranslationStatusElement } = await import('../../dist/entries/element.js');
  const defined = await import('../../dist/entries/define.js');
  assert.equal(defined.DocumentTranslationStatusElement, DocumentTranslationStatusElement);
  assert.equal(typeof defined.DocumentTranslationJobStatusElement, 'function');
});

test('a canceled translation says when, in every language', () => {
  const ended = { createdDateTimeUtc: '2026-01-02T03:00:00Z', lastActionDateTimeUtc: '2026-01-02T03:04:05Z' };
  for (const status of ['Canceled', 'Cancelled'])
    for (const tag of Object.keys(words)) {
      const locale = localeFor(tag);
      const when = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
      const text = timeOf(locale, { ...ended, status }, -1, Date.now());
      assert.equal(text, when.format(Date.parse(ended.lastActionDateTimeUtc)), tag);
    }
  assert.equal(timeOf(localeFor('en'), { ...ended, status: 'Failed' }, -1, 0), 'Took 4 minutes');
  assert.equal(timeOf(localeFor('en'), { status: 'Canceled', lastActionDateTimeUtc: '' }, -1, 0), '');
});
