// npm run readme: writes what the README takes from elsewhere: the table of error codes, from the C's own, and the command's help.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { helpText } from '../web/cli/help.js';
import { root } from './inputs.js';
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
 * @returns {string} README.md with its parts up to date
 */
export function readme(text, codes) {
  const rows = readCodes(codes).map(
    ({ kind, code, cause, hint }) => `| \`${kind}\` | \`${code}\` | ${cause} | ${hint} |`,
  );
  const table = ['| kind | code | what happened | what to do |', '| --- | --- | --- | --- |', ...rows].join('\n');
  return replacePart(replacePart(text, 'errors', table), 'help', `\`\`\`text\n${helpText()}\`\`\``);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = join(root, 'README.md');
  writeFileSync(file, readme(readFileSync(file, 'utf8'), readFileSync(join(root, 'src/codes.def'), 'utf8')));
}
