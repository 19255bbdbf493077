// JavaScript's share of the C's tables (src/*.def), generated so that each fact has one home.

/** @param {string} text A string literal of C, without its quotes; the tables use only escapes that JSON has too. */
const unquote = (text) => JSON.parse(`"${text}"`);

/**
 * @param {string} text codes.def
 * @returns {{ symbol: string, kind: string, code: string, cause: string, hint: string }[]} In order: the first is number 1.
 */
export function readCodes(text) {
  const string = '"((?:[^"\\\\]|\\\\.)*)"';
  const line = new RegExp(`^X\\((\\w+), (\\w+), ${string}, ${string}, ${string}\\)$`, 'gm');
  return [...text.matchAll(line)].map(([, symbol, kind, code, cause, hint]) => ({
    symbol,
    kind: kind.toLowerCase().replace('_', '-'),
    code: unquote(code),
    cause: unquote(cause),
    hint: unquote(hint),
  }));
}

/**
 * @param {{ codes: string, hints: string, statuses: string }} sources The texts of codes.def, hints.def and statuses.def.
 * @returns {string} The module tables.js.
 */
export function makeTables({ codes, hints, statuses }) {
  const rows = readCodes(codes);
  const terminal = [...statuses.matchAll(/^X\((\w+), \d+, true\)$/gm)].map(([, name]) => name);
  const texts = [...hints.matchAll(/^X\(\w+, "(.*)"\)$/gm)].map(([, text]) => unquote(text));
  const columns = /** @type {const} */ (['kind', 'code', 'cause', 'hint']).map((name) =>
    rows.map((row) => row[name]).join('\n'),
  );
  return [
    '// Generated from src/*.def: the numbers and texts of the codes, the hints, the statuses that end.',
    ...rows.map(({ symbol }, index) => `export const ERROR_${symbol} = ${index + 1};`),
    '/** Kinds | codes | what happened | what to do: each by number, from 1, a line each. @type {string} */',
    `export const codes = ${JSON.stringify(columns.join('|'))};`,
    '/** By number, from 1. @type {string} */',
    `export const hints = ${JSON.stringify(texts.join('\n'))};`,
    `/** @type {readonly string[]} */`,
    `export const terminalStatuses = ${JSON.stringify(terminal)};`,
    '',
  ].join('\n');
}
