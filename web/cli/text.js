// Text on a terminal: how wide it is, cut or wrapped to a width, in color, and without what would steer the terminal.

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
const STYLE = /\x1b\[\d+m/g;
const ASCII = /^[\x20-\x7e]*$/;

/** Without control characters, and without those that turn the direction of writing. @param {string} text */
export const plain = (text) => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');

/** @param {string} char */
const widthOfChar = (char) => (/\p{M}/u.test(char) ? 0 : WIDE.test(char) ? 2 : 1);

/** How many columns a text takes; colors take none. @param {string} text */
export function widthOf(text) {
  const bare = text.replace(STYLE, '');
  if (ASCII.test(bare)) return bare.length;
  return [...bare].reduce((sum, char) => sum + widthOfChar(char), 0);
}

/**
 * Cut to a width, with an ellipsis where something is missing.
 * @param {string} text
 * @param {number} columns
 */
export function fit(text, columns) {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let left = columns - 1;
  for (const char of text) {
    left -= widthOfChar(char);
    if (left < 0) break;
    kept += char;
  }
  return columns > 0 ? `${kept}…` : '';
}

/** @param {string} text @param {number} columns */
export const pad = (text, columns) => text + ' '.repeat(Math.max(0, columns - widthOf(text)));

/** @param {string} text @param {number | undefined} code One of SGR's colors. */
export const paint = (text, code) => (code ? `\x1b[${code}m${text}\x1b[39m` : text);

/**
 * Broken between words; a word that is wider than the width stays whole.
 * @param {string} text
 * @param {number} columns
 */
export function wrap(text, columns) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last && widthOf(last) + 1 + widthOf(word) > columns) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}
