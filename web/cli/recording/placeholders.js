// The placeholders of private text in a recording. They have the same kinds of characters and the same number of bytes, so that spaces,
// encodings and URLs keep their form, and a response that the client rejected is rejected again.

/** Represents a byte that is not UTF-8 in the text of a recording. A replay turns it into the byte FF. */
export const BAD_BYTE = '\udcff';

/** @param {number} code @param {number} digits */
const hexOf = (code, digits) => code.toString(16).toUpperCase().padStart(digits, '0');

/** Unpaired surrogates and invalid bytes stay what they are, because they can be the reason of an error. @param {string} char */
function placeholderOf(char) {
  const code = /** @type {number} */ (char.codePointAt(0));
  if (code >= 0xd800 && code < 0xdc00) return '\ud83d';
  if (code >= 0xdc00 && code < 0xe000) return BAD_BYTE;
  if (/[\s\p{Cc}]/u.test(char)) return char;
  if (code < 0x80) return char.replace(/[a-z]/, 'x').replace(/[A-Z]/, 'X').replace(/\d/, '1');
  return code < 0x800 ? 'é' : code < 0x10000 ? '文' : '😀';
}

/** Replaces a percent-encoded byte. Bytes that are not ASCII become those of é, 文 or 😀, by their place in a character. @param {string} hex */
function placeholderOfByte(hex) {
  const code = Number.parseInt(hex, 16);
  if (code < 0x80) return hexOf(placeholderOf(String.fromCharCode(code)).charCodeAt(0), 2);
  return code < 0xc0 ? 'A9' : code < 0xe0 ? 'C3' : code < 0xf0 ? 'E6' : 'F0';
}

/** Replaces letters and digits. The characters that make a text a URL stay. @param {string} text Without ids. */
export const maskText = (text) =>
  text.replace(/https?:(?=\/\/)|%([0-9a-f]{2})|[\s\S]/giu, (part, byte) =>
    byte ? `%${placeholderOfByte(byte)}` : part.length > 2 ? part : placeholderOf(part),
  );

/** Replaces the letters and digits of a JSON string, and keeps its escapes. @param {string} raw */
export const maskEscaped = (raw) =>
  raw.replace(/https?:(?=\\?\/\\?\/)|\\u([0-9a-f]{4})|\\[\s\S]|%[0-9a-f]{2}|[\s\S]/giu, (part, code) => {
    if (code) return `\\u${hexOf(placeholderOf(String.fromCharCode(Number.parseInt(code, 16))).charCodeAt(0), 4)}`;
    if (part[0] !== '\\') return part.endsWith(':') ? part : maskText(part);
    return /^\\["\\/bfnrtu]?$/.test(part) ? part : `\\${placeholderOf(part.slice(1))}`;
  });

/** Replaces digits. A leading zero stays, because it makes a number invalid in JSON. @param {string} text */
export const maskNumber = (text) =>
  text.replace(/\d/g, (digit, at) => (digit === '0' && /^-?$/.test(text.slice(0, at)) ? '0' : '1'));
