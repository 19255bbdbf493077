// The phrases: that every language has every one, with the same places to fill and a form for each of its plurals.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted, duration, voiceFor } from '../../dist/element/format.js';
import { words } from '../../dist/element/words.js';

const places = (/** @type {string} */ phrase) => [...phrase.matchAll(/\{\w+\}/g)].map(String).sort();

test('there are words in English, German, French, Spanish, Arabic, Japanese and Chinese', () => {
  assert.deepEqual(Object.keys(words), ['en', 'de', 'fr', 'es', 'ar', 'ja', 'zh']);
});

for (const [language, phrases] of Object.entries(words)) {
  test(`${language} has every phrase of English, with the same places to fill, and a form for each plural`, () => {
    assert.deepEqual(Object.keys(phrases), Object.keys(words.en));
    for (const [key, phrase] of Object.entries(phrases)) {
      const english = /** @type {any} */ (words.en)[key];
      assert.equal(typeof phrase, typeof english, key);
      if (typeof phrase === 'string') {
        assert.notEqual(phrase, '', key);
        assert.deepEqual(places(phrase), places(english), key);
        continue;
      }
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      assert.deepEqual(Object.keys(phrase).sort(), [...pluralCategories].sort(), key);
      assert.deepEqual(places(phrase.other), places(english.other), key);
    }
  });
}

test('no two languages have a longer phrase in common, as if one had been forgotten', () => {
  for (const key of /** @type {(keyof typeof words.en)[]} */ (Object.keys(words.en))) {
    const all = Object.values(words).map((phrases) => phrases[key]);
    const long = all.filter((phrase) => typeof phrase === 'string' && phrase.replace(/{.*?}/g, '').length > 15);
    assert.equal(new Set(long).size, long.length, key);
  }
});

test('a count takes the form of its language', () => {
  const count = (/** @type {string} */ tag, /** @type {number} */ number) => {
    const voice = voiceFor(tag);
    return counted(voice, number, voice.phrases.documents);
  };
  assert.equal(count('en', 1), '1 document');
  assert.equal(count('de', 1200), '1.200 Dokumente');
  assert.equal(count('fr', 0), '0 document');
  assert.equal(count('ar-EG', 2), 'مستندان');
  assert.equal(count('ar', 3).replace(/[\d٠-٩]/, '#'), '# مستندات');
  assert.equal(count('ja', 5), '5件の文書');
});

test('a duration is told in hours and minutes', () => {
  const voice = voiceFor('en');
  assert.equal(duration(voice, 59_000), 'less than a minute');
  assert.equal(duration(voice, 61_000), '1 minute');
  assert.equal(duration(voice, 119 * 60_000), '1 hour, 59 minutes');
  assert.equal(duration(voice, 3_600_000), '1 hour');
});

test('a language without words is spoken to in English throughout, unless the page gives its own', () => {
  assert.deepEqual({ ...voiceFor('he'), phrases: undefined }, { language: 'en', direction: 'ltr', phrases: undefined });
  assert.equal(voiceFor('not a tag').language, 'en');
  const own = voiceFor('he', { Running: 'מתורגם' });
  assert.deepEqual([own.language, own.direction, own.phrases.Running], ['he', 'rtl', 'מתורגם']);
  assert.equal(voiceFor('zh-Hant-TW').phrases.Running, words.zh.Running);
});

test('the elements and their registration can be imported where there is no document', async () => {
  const { DocumentTranslationStatusElement } = await import('../../dist/element/index.js');
  const defined = await import('../../dist/element/define.js');
  assert.equal(defined.DocumentTranslationStatusElement, DocumentTranslationStatusElement);
  assert.equal(typeof defined.DocumentTranslationJobStatusElement, 'function');
});
