// Finds the place in a source file that a mutant or a guard changes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, root } from '../../tools/lib/files.js';

/**
 * @param {string} find
 * @param {string} text
 * @returns {RegExpExecArray[]} all places of `find` in the text, whatever their white space
 */
function placesOf(find, text) {
  const words = find
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return [...text.matchAll(new RegExp(words.join('\\s+'), 'g'))];
}

/** The files of src/ and web/ in which the text now stands. @param {string} find */
const filesWith = (find) =>
  ['src', 'web']
    .flatMap((folder) => listFiles(folder))
    .filter(
      (file) => /\.(?:[ch]|def|js)$/.test(file) && placesOf(find, readFileSync(join(root, file), 'utf8')).length > 0,
    );

/**
 * @param {{ file: string, find: string }} place
 * @param {string} text of the file
 * @param {string} table the file whose row this is, for the error
 * @returns {{ from: number, to: number }}
 * @throws {Error} unless the text stands in the file exactly once; the error says what to do
 */
export function locate({ file, find }, text, table) {
  const [match, ...more] = placesOf(find, text);
  const row = `The row of ${table} for ${file} with this text: ${find}`;
  if (more.length > 0)
    throw new Error(
      `${row}\nThe text stands in ${file} ${more.length + 1} times. Add words to the row until it is unique.`,
    );
  if (match) return { from: match.index, to: match.index + match[0].length };
  const files = filesWith(find);
  throw new Error(
    `${row}\n${file} no longer has the text. ${
      files.length > 0
        ? `It now stands in ${files.join(', ')}: change the file of the row.`
        : 'If the code was rewritten, copy its new text into the row. If it was removed on purpose, delete the row.'
    }`,
  );
}
