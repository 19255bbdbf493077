// The phrases: that every language has every one, with the same places to fill.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { words } from '../../dist/element/words.js';

const places = (/** @type {string} */ phrase) => [...phrase.matchAll(/\{\w+\}/g)].map(String).sort();

for (const [language, phrases] of Object.entries(words)) {
  test(`${language} has every phrase of English, with the same places to fill`, () => {
    assert.deepEqual(Object.keys(phrases), Object.keys(words.en));
    for (const [key, phrase] of Object.entries(phrases)) {
      assert.notEqual(phrase, '', key);
      assert.deepEqual(places(phrase), places(/** @type {any} */ (words.en)[key]), key);
    }
  });
}

test('the element and its registration can be imported where there is no document', async () => {
  const { DocumentTranslationStatusElement } = await import('../../dist/element/define.js');
  assert.equal(typeof DocumentTranslationStatusElement, 'function');
});
