// Suggests the word that a mistyped word was probably meant to be.

/** The Levenshtein distance. @param {string} a @param {string} b */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}

/** @param {string} text */
const withoutDashes = (text) => text.replace(/^-+/, '');

/**
 * Returns ` Did you mean …?`, or an empty string if no known word is similar.
 * @param {string} word
 * @param {string[]} known
 */
export function didYouMean(word, known) {
  const completed = known.find((other) => word.length > 1 && withoutDashes(other).startsWith(word));
  const [nearest] = known
    .map((other) => ({ other, edits: distance(word, withoutDashes(other)) }))
    .sort((a, b) => a.edits - b.edits);
  const meant = completed ?? (nearest.edits <= 2 ? nearest.other : undefined);
  return meant ? ` Did you mean ${meant}?` : '';
}
