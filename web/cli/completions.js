// Writes the scripts that complete the command's arguments in bash, zsh and fish.
import { LIST, NAME, OPTIONS, SIMULATE } from './options.js';

const FUNCTION = `_${NAME.replaceAll('-', '_')}`;

function bash() {
  const withChoices = OPTIONS.filter(({ choices }) => choices);
  const words = [LIST, SIMULATE, '-', ...OPTIONS.map(({ name }) => `--${name}`)];
  return `# Completions of ${NAME} for bash: source <(${NAME} --completions bash)
${FUNCTION}() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  case $before in
${withChoices.map(({ name, choices }) => `    --${name}) COMPREPLY=($(compgen -W '${choices?.join(' ')}' -- "$word")) ;;`).join('\n')}
    ${OPTIONS.filter(({ value, choices }) => value && !choices)
      .map(({ name }) => `--${name}`)
      .join('|')}) COMPREPLY=() ;;
    *) COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$word")) ;;
  esac
}
complete -o default -F ${FUNCTION} ${NAME}
`;
}

/** Quotes a word for a shell. @param {string} text */
const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

function zsh() {
  /** @type {Record<string, string>} */
  const actions = { file: ':file:_files' };
  const specs = OPTIONS.map(({ name, short = '', value, choices, help }) => {
    const text = help.replace(/[[\]:\\]/g, '\\$&');
    const action = choices ? `:${value}:(${choices.join(' ')})` : value ? (actions[value] ?? `:${value}: `) : '';
    const tail = quote(`${value ? '=' : ''}[${text}]${action}`);
    const names = [...[...short].map((letter) => `-${letter}`), `--${name}`];
    return short ? `'(${names.join(' ')})'{${names.join(',')}}${tail}` : `'--${name}'${tail}`;
  });
  return `#compdef ${NAME}
# Completions of ${NAME} for zsh: source <(${NAME} --completions zsh)
${FUNCTION}() {
  _arguments -s ${specs.join(' \\\n    ')} \\
    '1:action:(${LIST} ${SIMULATE} -)' '*:URL or document id: '
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then ${FUNCTION} "$@"; else compdef ${FUNCTION} ${NAME}; fi
`;
}

function fish() {
  const lines = OPTIONS.map(({ name, short = '', value, choices, help }) => {
    const takes = value === 'file' ? ' -rF' : choices ? ` -xa '${choices.join(' ')}'` : value ? ' -x' : '';
    const letters = [...short].map((letter) => ` -s ${letter}`).join('');
    return `complete -c ${NAME}${letters} -l ${name}${takes} -d ${quote(help).replaceAll(`'\\''`, `\\'`)}`;
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
