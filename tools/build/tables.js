// Generates tables.js, the facts that JavaScript shares with the C, and document-errors.js, from the tables and constants in src/.

/** @param {string} text A C string literal without its quotes. The tables use only escapes that JSON has as well. */
const unquote = (text) => JSON.parse(`"${text}"`);

/**
 * @param {string} text error_codes.def
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

/** The hints by code. @param {string} text document_errors.def @returns {Record<string, string>} */
export const readDocumentErrors = (text) =>
  Object.fromEntries(Array.from(text.matchAll(/^X\((\w+), "(.*)"\)$/gm), ([, code, hint]) => [code, unquote(hint)]));

/** The names of a table's rows, in order. @param {string} text A .def file. */
const readNames = (text) => [...text.matchAll(/^X\((\w+)/gm)].map(([, name]) => name);

/** @param {string} text dts.h @param {string} name @returns {number} The value of an enum constant. */
function readConstant(text, name) {
  const [, value] = new RegExp(`\\bDTS_${name} = (\\d+)\\b`).exec(text) ?? [];
  if (!value) throw new Error(`src/dts.h does not set DTS_${name} to a number.`);
  return Number(value);
}

/**
 * @param {(path: string) => string} read The text of a file of the repository.
 * @param {string} scripts The texts of web/. Numbers that they do not use are left out, because the module is published as it is.
 * @returns {string} The module tables.js.
 */
export function makeTables(read, scripts) {
  const codes = readCodes(read('src/error_codes.def'));
  const header = read('src/dts.h');
  const listOptions = read('src/list_options.def');
  const terminal = [...read('src/statuses.def').matchAll(/^X\((\w+), \d+, true\)$/gm)].map(([, name]) => name);
  const hints = [...read('src/error_hints.def').matchAll(/^X\(\w+, "(.*)"\)$/gm)].map(([, text]) => unquote(text));
  const columns = /** @type {const} */ (['kind', 'code', 'cause', 'hint']).map((name) =>
    codes.map((row) => row[name]).join('\n'),
  );
  const numbers = [
    ...codes.map(({ symbol }, index) => [`ERROR_${symbol}`, index + 1]),
    ...readNames(read('src/error_hints.def')).map((name, index) => [`HINT_${name}`, index + 1]),
    ...readNames(read('src/wasm/record_types.def')).map((name, index) => [`RECORD_${name}`, index]),
    ...readNames(listOptions).map((name, index) => [`LIST_${name}`, index]),
    ...['MAX_BODY_SIZE', 'MAX_LINK_LENGTH'].map((name) => [name, readConstant(header, name)]),
  ];
  const codeTypes = [...new Set(codes.map(({ kind }) => kind))]
    .map((kind) => `'${kind}': ${codes.flatMap((row) => (row.kind === kind ? `'${row.code}'` : [])).join(' | ')}`)
    .join(', ');
  return [
    '// Generated from src/.',
    `/** The codes of this package's own errors, by kind. @typedef {{ ${codeTypes} }} ErrorCodes */`,
    ...numbers
      .filter(([name]) => new RegExp(`\\b${name}\\b`).test(scripts))
      .map(([name, number]) => `export const ${name} = ${number};`),
    '/** Four columns, separated by |: kind, code, cause and hint. Each has a line for each error, from number 1. @type {string} */',
    `export const codes = ${JSON.stringify(columns.join('|'))};`,
    '/** A line for each hint, from number 1. @type {string} */',
    `export const hints = ${JSON.stringify(hints.join('\n'))};`,
    '/** @type {readonly string[]} */',
    `export const terminalStatuses = ${JSON.stringify(terminal)};`,
    '/** The options of a list, in the order in which the module expects them. */',
    `export const listOptions = /** @type {const} */ (${JSON.stringify([...listOptions.matchAll(/^X\(\w+, (\w+)/gm)].map(([, option]) => option))});`,
    '',
  ].join('\n');
}

/** @param {string} text document_errors.def @returns {string} The module document-errors.js. The entry /status does not load it. */
export const makeDocumentErrors = (text) =>
  [
    '// Generated from src/document_errors.def.',
    "/** Hints by the code of a document's or a job's error. @type {Readonly<Record<string, string>>} */",
    `export const documentErrors = ${JSON.stringify(readDocumentErrors(text), undefined, 2)};`,
    '',
  ].join('\n');
