// Formats the interface as the text of --help and as the man page.
import { FORMS, NAME, NOTES, OPTIONS, SUMMARY } from './options.js';
import { wrap } from './output/text.js';

/** The most columns of --help, and the columns if it is not printed on a terminal. */
const MAX_COLUMNS = 80;
/** The least columns for texts beside their terms. */
const MIN_TEXT_COLUMNS = 30;

/** @typedef {import('./options.js').Option} Option */

/** @param {Option} option */
const termOf = ({ name, short = '', value }) =>
  `${[...short].map((letter) => `-${letter}, `).join('')}--${name}${value ? ` <${value}>` : ''}`;

/** @returns {[title: string, rows: [term: string, text: string][]][]} */
const sections = () => [
  ['Usage', FORMS.map(([form, text]) => [`${NAME} ${form}`, text])],
  ['Options', OPTIONS.map((option) => [termOf(option), option.help])],
  ...NOTES,
];

/** @param {string} text @param {number} columns @param {string} first @param {string} [next] */
const indented = (text, columns, first, next = first) =>
  wrap(text, columns - next.length).map((line, index) => `${index ? next : first}${line}`);

/**
 * Puts each text beside its term, or below it if there is too little space.
 * @param {[term: string, text: string][]} rows
 * @param {number} columns
 */
function paragraphs(rows, columns) {
  const widest = Math.max(...rows.map(([term]) => term.length));
  if (widest > MIN_TEXT_COLUMNS || columns - widest - 4 < MIN_TEXT_COLUMNS)
    return rows.flatMap(([term, text]) => [
      ...indented(term.trimStart(), columns, '  ', '    '),
      ...indented(text, columns, '      '),
    ]);
  return rows.flatMap(([term, text]) => indented(text, columns, `  ${term.padEnd(widest)}  `, ' '.repeat(widest + 4)));
}

/** Returns the text of --help, at most 80 columns wide. @param {boolean} [color] @param {number} [columns] Of the terminal. */
export function helpText(color = false, columns = MAX_COLUMNS) {
  const width = Math.min(columns, MAX_COLUMNS);
  const heading = (/** @type {string} */ title) => (color ? `\x1b[1m${title}\x1b[22m` : title);
  const aligned = (/** @type {string} */ term) => (term.startsWith('--') ? `    ${term}` : term);
  const parts = sections().map(([title, rows]) => {
    const terms = paragraphs(
      rows.map(([term, text]) => [aligned(term), text]),
      width,
    );
    return [heading(title), ...terms].join('\n');
  });
  return `${[...wrap(SUMMARY, width), ''].join('\n')}\n${parts.join('\n\n')}\n`;
}

/** Escapes a text for roff. @param {string} text */
const roff = (text) =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replace(/^([.'])/, '\\&$1');

/** @param {string} version */
export function manPage(version) {
  const terms = sections().map(([title, rows]) => {
    const head = title === 'Usage' ? 'SYNOPSIS' : title.toUpperCase();
    return [`.SH ${head}`, ...rows.flatMap(([term, text]) => ['.TP', `.B ${roff(term)}`, roff(text)])].join('\n');
  });
  const name = `.SH NAME\n${roff(NAME)} \\- ${roff(SUMMARY[0].toLowerCase() + SUMMARY.slice(1, -1))}`;
  return `${[`.TH ${NAME.toUpperCase()} 1 "" "${NAME} ${version}" "User Commands"`, name, ...terms].join('\n')}\n`;
}
