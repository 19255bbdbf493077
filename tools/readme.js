// npm run readme: writes what the README takes from elsewhere: the table of error codes, from the C's own.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './inputs.js';
import { readCodes } from './tables.js';

/**
 * @param {string} text README.md
 * @param {string} codes codes.def
 * @returns {string} README.md with its table up to date
 */
export function readme(text, codes) {
  const rows = readCodes(codes).map(
    ({ kind, code, cause, hint }) => `| \`${kind}\` | \`${code}\` | ${cause} | ${hint} |`,
  );
  const table = ['| kind | code | what happened | what to do |', '| --- | --- | --- | --- |', ...rows].join('\n');
  return text.replace(
    /(<!-- errors -->\n)[\s\S]*?(\n<!-- \/errors -->)/,
    (_, start, end) => `${start}\n${table}\n${end}`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = join(root, 'README.md');
  writeFileSync(file, readme(readFileSync(file, 'utf8'), readFileSync(join(root, 'src/codes.def'), 'utf8')));
}
