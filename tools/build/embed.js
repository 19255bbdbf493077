// Encodes the module as a string literal; web/module/loader.js decodes it. Frequent bytes take one character each, so that compression still
// finds the repetitions in the module: the compressed text is a few per cent larger than the compressed bytes, where base64 adds a third.

/** Characters that no kind of string literal has to escape. */
const SAFE = Array.from({ length: 124 - 32 }, (_, index) => 32 + index).filter(
  (code) => !'"\'`\\'.includes(String.fromCharCode(code)),
);
const SHIFTS = ['', '|', '}', '~'];

/**
 * Most bytes from 32 to 123 are written as the character with the same code. The 32 rarest of these characters represent the bytes 0 to 31
 * instead; the text starts with a list of them. After one of the marks |, } and ~ a character represents the byte that is 64, 128 or 192
 * higher.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function embed(bytes) {
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte]++;
  const literal = new Set(SAFE);
  /** @type {number[]} */
  const reassigned = [];
  for (const code of [...SAFE].sort((a, b) => counts[a] - counts[b])) {
    // Each byte needs an encoding: of the characters that differ by a multiple of 64, one stays literal.
    const others = [code - 64, code + 64].some((other) => literal.has(other));
    if (reassigned.length === 32 || ((code & 63) >= 32 && !others)) continue;
    literal.delete(code);
    reassigned.push(code);
  }
  reassigned.sort((a, b) => a - b);
  const characters = counts.map((_, byte) => {
    for (const [step, mark] of SHIFTS.entries()) {
      const rest = (byte - 64 * step) & 255;
      if (rest < 32 || literal.has(rest)) return mark + String.fromCharCode(rest < 32 ? reassigned[rest] : rest);
    }
    throw new Error(`The byte ${byte} has no encoding.`);
  });
  return String.fromCharCode(...reassigned) + Array.from(bytes, (byte) => characters[byte]).join('');
}
