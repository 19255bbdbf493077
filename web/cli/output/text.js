// Text on a terminal: its width in columns, cutting, padding, wrapping, colors, and the removal of control characters.

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
const COLOR_CODE = /\x1b\[\d+m/g;
const ASCII = /^[\x20-\x7e]*$/;

/** Replaces control characters and those that change the direction of text, but not the joiners inside of emoji. @param {string} text */
export const withoutControls = (text) =>
  text.replace(
    /(?!(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d\p{Extended_Pictographic})[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    ' ',
  );

/** @type {Intl.Segmenter | undefined} */
let segmenter;

/** Splits a text into what a reader sees as characters. @param {string} text */
function charactersOf(text) {
  if (ASCII.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/**
 * Returns the width of a character. Terminals disagree about joined emoji: some draw one, others its parts. The larger width is returned, so
 * that no line is wider than the window.
 * @param {string} character
 */
function widthOfCharacter(character) {
  const widths = Array.from(character, (char) => (/[\p{M}\p{Cf}]/u.test(char) ? 0 : WIDE.test(char) ? 2 : 1));
  const sum = widths.reduce((/** @type {number} */ total, width) => total + width, 0);
  // U+FE0F draws the character before it as an emoji.
  return character.includes('\ufe0f') ? Math.max(2, sum) : sum;
}

/** Returns the width of a text in columns, without its color codes. @param {string} text */
export function widthOf(text) {
  const visible = text.replace(COLOR_CODE, '');
  if (ASCII.test(visible)) return visible.length;
  return charactersOf(visible).reduce((sum, character) => sum + widthOfCharacter(character), 0);
}

/**
 * Cuts a text to a width. A cut text ends with an ellipsis.
 * @param {string} text
 * @param {number} columns
 */
export function fit(text, columns) {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let left = columns - 1;
  for (const character of charactersOf(text)) {
    left -= widthOfCharacter(character);
    if (left < 0) break;
    kept += character;
  }
  return columns > 0 ? `${kept}…` : '';
}

/** @param {string} text @param {number} columns */
export const pad = (text, columns) => text + ' '.repeat(Math.max(0, columns - widthOf(text)));

/** @param {string} text @param {number | undefined} code The SGR code of a color. */
export const paint = (text, code) => (code ? `\x1b[${code}m${text}\x1b[39m` : text);

/** @param {string} text */
export const withFullStop = (text) => (!text || /[.!?…]$/.test(text) ? text : `${text}.`);

/**
 * Breaks a text between words. A word that is wider than the width is not broken.
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

/**
 * Breaks the lines of a message between words, if the output is a terminal.
 * @param {string} text
 * @param {{ isTTY?: boolean, columns?: number }} output
 */
export function wrapMessage(text, { isTTY, columns }) {
  if (!isTTY || !columns) return text;
  return text
    .split('\n')
    .flatMap((line) => wrap(line, columns))
    .join('\n');
}
