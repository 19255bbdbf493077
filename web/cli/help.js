// Formats the interface as the text of --help and as the man page.
import { FORMS, NAME, NOTES, OPTIONS, SUMMARY } from './options.js';
import { wrap } from './output/text.js';

const COLUMNS = 80;

/** @typedef {import('./options.js').Option} Option */

/** @param {Option} option */
const termOf = ({ name, short, value }) => `${short ? `-${short}, ` : ''}--${name}${value ? ` <${value}>` : ''}`;

/** @returns {[title: string, rows: [term: string, text: string][]][]} */
const sections = () => [
  ['Usage', FORMS.map(([form, text]) => [`${NAME} ${form}`, text])],
  ['Options', OPTIONS.map((option) => [termOf(option), option.help])],
  ...NOTES,
];

/**
 * Puts each text beside its term, or below it if the terms are long.
 * @param {[term: string, text: string][]} rows
 */
function paragraphs(rows) {
  const widest = Math.max(...rows.map(([term]) => term.length));
  if (widest > 30)
    return rows.flatMap(([term, text]) => [`  ${term}`, ...wrap(text, COLUMNS - 6).map((line) => `      ${line}`)]);
  return rows.flatMap(([term, text]) =>
    wrap(text, COLUMNS - widest - 4).map((line, index) => `  ${(index ? '' : term).padEnd(widest)}  ${line}`),
  );
}

/** Returns the text of --help, at most 80 columns wide. @param {boolean} [color] */
export function helpText(color = false) {
  const heading = (/** @type {string} */ title) => (color ? `\x1b[1m${title}\x1b[22m` : title);
  const indented = (/** @type {string} */ term) => (term.startsWith('--') ? `    ${term}` : term);
  const parts = sections().map(([title, rows]) => {
    const terms = paragraphs(rows.map(([term, text]) => [indented(term), text]));
    return [heading(title), ...terms].join('\n');
  });
  return `${[SUMMARY, ...parts].join('\n\n')}\n`;
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
