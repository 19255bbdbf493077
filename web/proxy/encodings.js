// How a text may be written inside another: percent-encoded, JSON-escaped, as HTML entities, or as one of these inside another.

/** An encoding inside an encoding is read this many levels deep. */
const LEVELS = 5;

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const ESCAPES = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', '"': '"', "'": "'", '/': '/', '\\': '\\' };

const HEX = /([0-9a-f]{2})|u([0-9a-f]{4})/iy;
const NEXT_BYTE = /%(?:25){0,8}([89ab][0-9a-f])/iy;
const ENTITY = /(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos))(?:;|%(?:25){0,8}3b)/iy;
const UNIT = /u([0-9a-f]{4})/iy;
const LOW_UNIT = /(?:\\|%(?:25){0,8}5c){1,8}u(d[c-f][0-9a-f]{2})/iy;

/** @typedef {[character: string, end: number]} Reading A character, and where what stands for it ends. */

/** @param {RegExp} pattern Sticky. @param {string} text @param {number} at */
function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** @param {number} code @returns {string | undefined} */
const characterOf = (code) => (code <= 0x10ffff ? String.fromCodePoint(code) : undefined);

/** @param {string} text @param {number} at Behind the percent sign. @returns {Reading | undefined} */
function percentDecoded(text, at) {
  const [, hex, unit] = matchAt(HEX, text, at) ?? [];
  if (unit) return [String.fromCharCode(Number.parseInt(unit, 16)), at + 5];
  if (!hex) return undefined;
  const first = Number.parseInt(hex, 16);
  let end = at + 2;
  if (first < 0x80) return [String.fromCharCode(first), end];
  const more = first >= 0xf8 || first < 0xc2 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (!more) return undefined;
  let code = first & (0x3f >> more);
  for (let i = 0; i < more; i++) {
    const next = matchAt(NEXT_BYTE, text, end);
    if (!next) return undefined;
    code = (code << 6) | (Number.parseInt(next[1], 16) & 0x3f);
    end += next[0].length;
  }
  const character = characterOf(code);
  return character ? [character, end] : undefined;
}

/** @param {string} text @param {number} at Behind the backslash. @returns {Reading | undefined} */
function unescaped(text, at) {
  const escaped = text[at];
  const [, hex] = (/[uU]/.test(escaped) && matchAt(UNIT, text, at)) || [];
  if (!hex) {
    // What was escaped first and then encoded for a URL or HTML has an encoded character here.
    const reading = OF_URLS.includes(escaped) ? readings(text, at, OF_URLS).at(-1) : undefined;
    const [character, end] = reading ?? [escaped, at + 1];
    const meant = /** @type {Record<string, string>} */ (ESCAPES)[character];
    return meant ? [meant, end] : undefined;
  }
  const unit = String.fromCharCode(Number.parseInt(hex, 16));
  const low = /[\ud800-\udbff]/.test(unit) ? matchAt(LOW_UNIT, text, at + 5) : null;
  return low ? [unit + String.fromCharCode(Number.parseInt(low[1], 16)), at + 5 + low[0].length] : [unit, at + 5];
}

/** @param {string} text @param {number} at Behind the ampersand. @returns {Reading | undefined} */
function entityDecoded(text, at) {
  const match = matchAt(ENTITY, text, at);
  if (!match) return undefined;
  const [whole, hex, decimal, name] = match;
  const character = name
    ? /** @type {Record<string, string>} */ (ENTITIES)[name.toLowerCase()]
    : characterOf(Number.parseInt(hex ?? decimal, hex ? 16 : 10));
  return character ? [character, at + whole.length] : undefined;
}

/** @type {Record<string, (text: string, at: number) => Reading | undefined>} */
const DECODERS = { '%': percentDecoded, '\\': unescaped, '&': entityDecoded };

/** What begins an encoded character. */
export const ALL = '%&\\';
/** Without JSON's escapes: a Windows path has backslashes of its own. */
export const OF_URLS = '%&';

/**
 * All that may be meant at a position: first the character that stands there, last what it is when everything is decoded.
 * @param {string} text @param {number} at @param {string} encodings ALL or OF_URLS.
 * @returns {Reading[]}
 */
export function readings(text, at, encodings) {
  const code = text.codePointAt(at);
  if (code === undefined) return [];
  const raw = code < 0x10000 ? text[at] : String.fromCodePoint(code);
  /** @type {Reading[]} */
  const found = [[raw, at + raw.length]];
  for (let level = 0; level < LEVELS; level++) {
    const [character, end] = found[level];
    const next = encodings.includes(character) ? DECODERS[character](text, end) : undefined;
    if (!next) break;
    found.push(next);
  }
  return found;
}

/**
 * @typedef {object} View A text, decoded, and where in the original each of its characters stands.
 * @property {string} text
 * @property {(at: number) => number} startOf
 * @property {(at: number) => number} endOf Of the character before a position.
 */

/** @param {string} text @param {string} encodings @returns {View} */
export function decode(text, encodings) {
  /** @type {string[]} */
  const characters = [];
  /** @type {number[]} */
  const starts = [];
  /** @type {number[]} */
  const ends = [];
  for (let at = 0; at < text.length; ) {
    const [character, end] = encodings.includes(text[at])
      ? /** @type {Reading} */ (readings(text, at, encodings).at(-1))
      : [text[at], at + 1];
    characters.push(character);
    for (let i = 0; i < character.length; i++) {
      starts.push(at);
      ends.push(end);
    }
    at = end;
  }
  return { text: characters.join(''), startOf: (at) => starts[at], endOf: (at) => ends[at - 1] };
}
