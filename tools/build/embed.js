// The module as text for a JavaScript file: web/module/loader.js reads it back. One character for each byte that is frequent, so that
// compression sees the module's own structure: a few per cent over the bare bytes, where base64 costs a third.

/** Nothing that a string literal of any kind would have to escape. */
const SAFE = Array.from({ length: 124 - 32 }, (_, index) => 32 + index).filter(
  (code) => !'"\'`\\'.includes(String.fromCharCode(code)),
);
const SHIFTS = ['', '|', '}', '~'];

/**
 * Most bytes from 32 to 123 stand for themselves. The 32 rarest give their characters, which come first in the text, to the bytes 0 to
 * 31. Behind one of the marks |, } and ~ a character stands for a byte that is 64, 128 or 192 more.
 * @param {Uint8Array} bytes
 */
export function embed(bytes) {
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte]++;
  const own = new Set(SAFE);
  /** @type {number[]} */
  const lent = [];
  for (const code of [...SAFE].sort((a, b) => counts[a] - counts[b])) {
    // Every byte must have a way: of those that are the same but for a multiple of 64, one stays.
    const others = [code - 64, code + 64].some((other) => own.has(other));
    if (lent.length === 32 || ((code & 63) >= 32 && !others)) continue;
    own.delete(code);
    lent.push(code);
  }
  lent.sort((a, b) => a - b);
  const characters = counts.map((_, byte) => {
    for (const [step, mark] of SHIFTS.entries()) {
      const rest = (byte - 64 * step) & 255;
      if (rest < 32 || own.has(rest)) return mark + String.fromCharCode(rest < 32 ? lent[rest] : rest);
    }
    throw new Error(`No way to write the byte ${byte}.`);
  });
  return String.fromCharCode(...lent) + Array.from(bytes, (byte) => characters[byte]).join('');
}
