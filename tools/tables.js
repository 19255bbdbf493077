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
 * @param {{ codes: string, statuses: string }} sources The texts of codes.def and statuses.def.
 * @returns {string} The module tables.js.
 */
export function makeTables({ codes, statuses }) {
  const rows = readCodes(codes);
  const terminal = [...statuses.matchAll(/^X\((\w+), \d+, true\)$/gm)].map(([, name]) => name);
  /** @param {string} symbol */
  const fields = (symbol) => {
    const { kind, code, cause, hint } = /** @type {(typeof rows)[0]} */ (rows.find((row) => row.symbol === symbol));
    return `/** @type {import('./errors.js').ErrorFields} */ (${JSON.stringify({ kind, code, message: cause, hint, retryable: false })})`;
  };
  return [
    '// Generated from src/*.def: the numbers of the codes that JavaScript raises, the texts it needs without the module, the statuses that end.',
    ...rows.map(({ symbol }, index) => `export const ERROR_${symbol} = ${index + 1};`),
    `export const moduleFailed = ${fields('MODULE')};`,
    `export const outOfMemory = ${fields('MEMORY')};`,
    `/** @type {readonly string[]} */`,
    `export const terminalStatuses = ${JSON.stringify(terminal)};`,
    '',
  ].join('\n');
}
