// npm run readme: writes what the README and the docs take from elsewhere: the table of error codes, from the C's own; the command's
// help; what the elements have, from their manifest; where it runs, from the last run of the suite runtimes, where there was one.
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
 * @param {string} [runtimes] rows
 * @returns {string} README.md with its parts up to date
 */
export function readme(text, codes, runtimes) {
  const rows = readCodes(codes).map(
    ({ kind, code, cause, hint }) => `| \`${kind}\` | \`${code}\` | ${cause} | ${hint} |`,
  );
  const table = ['| kind | code | what happened | what to do |', '| --- | --- | --- | --- |', ...rows].join('\n');
  const rest = runtimes
    ? replacePart(text, 'runtimes', `| runtime | version | cases passed |\n| --- | --- | --- |\n${runtimes.trimEnd()}`)
    : text;
  return replacePart(replacePart(rest, 'errors', table), 'help', `\`\`\`text\n${helpText()}\`\`\``);
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
  const ran = ['runtimes', 'browsers'].map((name) => join(root, `build/runtimes/${name}.md`));
  const rows = ran.every((path) => existsSync(path))
    ? ran.map((path) => readFileSync(path, 'utf8')).join('')
    : undefined;
  writeFileSync(file, readme(readFileSync(file, 'utf8'), readFileSync(join(root, 'src/codes.def'), 'utf8'), rows));
}
