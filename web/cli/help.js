// The interface's table as people read it: --help, the man page, and the completions of three shells.
import { FORMS, LIST, NAME, NOTES, OPTIONS, SHELLS, SIMULATE, SUMMARY } from './table.js';
import { wrap } from './text.js';

const COLUMNS = 80;

/** @typedef {import('./table.js').Option} Option */

/** @param {Option} option */
const termOf = ({ name, short, value }) => `${short ? `-${short}, ` : ''}--${name}${value ? ` <${value}>` : ''}`;

/** @returns {[title: string, rows: [term: string, text: string][]][]} */
const sections = () => [
  ['Usage', FORMS.map(([form, text]) => [`${NAME} ${form}`, text])],
  ['Options', OPTIONS.map((option) => [termOf(option), option.help])],
  ...NOTES,
];

/**
 * Terms and their texts side by side, or, where terms are long, the texts below them.
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

/**
 * The text of --help, within 80 columns.
 * @param {boolean} [color]
 */
export function helpText(color = false) {
  const heading = (/** @type {string} */ title) => (color ? `\x1b[1m${title}\x1b[22m` : title);
  const aligned = (/** @type {string} */ term) => (term.startsWith('--') ? `    ${term}` : term);
  const parts = sections().map(([title, rows]) => {
    const terms = paragraphs(rows.map(([term, text]) => [aligned(term), text]));
    return [heading(title), ...terms].join('\n');
  });
  return `${[SUMMARY, ...parts].join('\n\n')}\n`;
}

/** @param {string} text */
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
  const name = `.SH NAME\n${roff(NAME)} \\- ${roff(SUMMARY.replace('Tells', 'tells').replace(/\.$/, ''))}`;
  return `${[`.TH ${NAME.toUpperCase()} 1 "" "${NAME} ${version}" "User Commands"`, name, ...terms].join('\n')}\n`;
}

const FUNCTION = `_${NAME.replaceAll('-', '_')}`;

function bash() {
  const words = [LIST, SIMULATE, '-', ...OPTIONS.map(({ name }) => `--${name}`)];
  return `# Completions of ${NAME} for bash: source <(${NAME} --completions bash)
${FUNCTION}() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  case $before in
    --completions) COMPREPLY=($(compgen -W '${SHELLS.join(' ')}' -- "$word")) ;;
    ${OPTIONS.filter(({ value }) => value && value !== 'shell')
      .map(({ name }) => `--${name}`)
      .join('|')}) COMPREPLY=() ;;
    *) COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$word")) ;;
  esac
}
complete -o default -F ${FUNCTION} ${NAME}
`;
}

/** @param {string} text */
const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

function zsh() {
  /** @type {Record<string, string>} */
  const actions = { file: ':file:_files', shell: `:shell:(${SHELLS.join(' ')})` };
  const specs = OPTIONS.map(({ name, short, value, help }) => {
    const text = help.replace(/[[\]:\\]/g, '\\$&');
    const tail = quote(`${value ? '=' : ''}[${text}]${value ? (actions[value] ?? `:${value}: `) : ''}`);
    return short ? `'(-${short} --${name})'{-${short},--${name}}${tail}` : `'--${name}'${tail}`;
  });
  return `#compdef ${NAME}
# Completions of ${NAME} for zsh: source <(${NAME} --completions zsh)
${FUNCTION}() {
  _arguments -s ${specs.join(' \\\n    ')} \\
    '1:what:(${LIST} ${SIMULATE} -)' '2:document id: '
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then ${FUNCTION} "$@"; else compdef ${FUNCTION} ${NAME}; fi
`;
}

function fish() {
  const lines = OPTIONS.map(({ name, short, value, help }) => {
    const takes = value === 'file' ? ' -rF' : value === 'shell' ? ` -xa '${SHELLS.join(' ')}'` : value ? ' -x' : '';
    return `complete -c ${NAME}${short ? ` -s ${short}` : ''} -l ${name}${takes} -d ${quote(help).replaceAll(`'\\''`, `\\'`)}`;
  });
  return `# Completions of ${NAME} for fish: ${NAME} --completions fish | source
complete -c ${NAME} -f -a '${LIST} ${SIMULATE} -'
${lines.join('\n')}
`;
}

/** @type {Record<string, () => string>} */
const shells = { bash, zsh, fish };

/** @param {string} shell One of SHELLS. */
export const completions = (shell) => shells[shell]();
