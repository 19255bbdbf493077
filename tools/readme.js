// npm run readme: writes what the README and the docs take from elsewhere: the table of error codes, from the C's own; the command's
// help; what the elements have, from their manifest; where it runs, from the last run of the suites runtimes and bundlers, where there was one.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { helpText } from '../web/cli/help.js';
import { root } from './inputs.js';
import { elementTables } from './manifest.js';
import { readCodes } from './tables.js';

/**
 * @param {string} text
 * @param {string} name What stands in the comments before and after it.
 * @param {string} part
 */
const replacePart = (text, name, part) =>
  text.replace(
    new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(\\n<!-- /${name} -->)`),
    (_, start, end) => `${start}\n${part}\n${end}`,
  );

/**
 * @param {string} text README.md
 * @param {string} codes codes.def
 * @param {Record<string, string | undefined>} [printed] Tables that a suite printed, by the part's name.
 * @returns {string} README.md with its parts up to date
 */
export function readme(text, codes, printed = {}) {
  const rows = readCodes(codes).map(
    ({ kind, code, cause, hint }) => `| \`${kind}\` | \`${code}\` | ${cause} | ${hint} |`,
  );
  const table = ['| kind | code | what happened | what to do |', '| --- | --- | --- | --- |', ...rows].join('\n');
  const parts = { ...printed, errors: table, help: `\`\`\`text\n${helpText()}\`\`\`` };
  return Object.entries(parts).reduce((all, [name, part]) => (part ? replacePart(all, name, part) : all), text);
}

/**
 * @param {string} text docs/element.md
 * @returns {string} it with its tables up to date
 */
export const elementDocs = (text) => replacePart(text, 'manifest', elementTables());

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const docs = join(root, 'docs/element.md');
  writeFileSync(docs, elementDocs(readFileSync(docs, 'utf8')));
  const file = join(root, 'README.md');
  /** @param {string[]} head @param {string[]} names Of the files with rows. */
  const printed = (head, names) => {
    const paths = names.map((name) => join(root, `build/runtimes/${name}.md`));
    if (!paths.every((path) => existsSync(path))) return;
    const rows = paths
      .map((path) => readFileSync(path, 'utf8'))
      .join('')
      .trimEnd();
    return `| ${head.join(' | ')} |\n| ${head.map(() => '---').join(' | ')} |\n${rows}`;
  };
  const tables = {
    runtimes: printed(['runtime', 'version', 'cases passed'], ['runtimes', 'browsers']),
    bundlers: printed(['built by', 'version', 'run in', 'an app of isTerminal alone'], ['bundlers']),
  };
  writeFileSync(file, readme(readFileSync(file, 'utf8'), readFileSync(join(root, 'src/codes.def'), 'utf8'), tables));
}
