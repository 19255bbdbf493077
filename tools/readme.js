// npm run readme: writes what the README and the docs take from elsewhere: the reference's tables of options and values, from the types;
// of error codes, from the C's own; the command's help; what the elements have, from their manifest; where it runs, from the last run of
// the suites runtimes and bundlers, where there was one.
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

/** The public types that are tables of the reference, and the files of web/ that declare them. */
const TYPES = {
  ClientOptions: 'client.js',
  WatchOptions: 'watch.js',
  ListOptions: 'client.js',
  DocumentStatus: 'client.js',
  BatchStatus: 'client.js',
  BatchSummary: 'client.js',
};

/**
 * @param {string} source
 * @param {string} name of a typedef in it
 */
function typeTable(source, name) {
  const comment = source.split('/**').find((part) => new RegExp(`@typedef \\{object\\} ${name}\\b`).test(part)) ?? '';
  const [head, ...properties] = comment
    .split('*/')[0]
    .replace(/\n \* ?/g, '\n')
    .split(/\n?@(?:typedef|property) /)
    .slice(1)
    .map((tag) => tag.trim().replace(/\s+/g, ' '));
  const rows = properties.map((property) => {
    const [, type, optional, word, text] = /^\{(.+?)\} (\[?)(\w+)\]?(?: (.*))?$/.exec(property) ?? [];
    return `| \`${word}${optional ? '?' : ''}\` | \`${type.replaceAll('|', '\\|')}\` | ${text ?? ''} |`;
  });
  const told = head.replace(/^\{object\} \w+ ?/, '');
  return [`### ${name}`, ...(told ? [told] : []), ['| | | |', '| --- | --- | --- |', ...rows].join('\n')].join('\n\n');
}

/**
 * @param {string} text docs/reference.md
 * @param {string} codes codes.def
 * @returns {string} it with its parts up to date
 */
export function reference(text, codes) {
  const rows = readCodes(codes).map(
    ({ kind, code, cause, hint }) => `| \`${kind}\` | \`${code}\` | ${cause} | ${hint} |`,
  );
  const types = Object.entries(TYPES).map(([name, file]) =>
    typeTable(readFileSync(join(root, 'web', file), 'utf8'), name),
  );
  const parts = {
    types: types.join('\n\n'),
    errors: ['| kind | code | what happened | what to do |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    help: `\`\`\`text\n${helpText()}\`\`\``,
  };
  return Object.entries(parts).reduce((all, [name, part]) => replacePart(all, name, part), text);
}

/**
 * @param {string} text docs/element.md
 * @returns {string} it with its tables up to date
 */
export const elementDocs = (text) => replacePart(text, 'manifest', elementTables());

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  /** @param {string} path @param {(text: string) => string} change */
  const rewrite = (path, change) => {
    const file = join(root, path);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  };
  rewrite('docs/element.md', elementDocs);
  rewrite('docs/reference.md', (text) => reference(text, readFileSync(join(root, 'src/codes.def'), 'utf8')));
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
  rewrite('README.md', (text) =>
    Object.entries(tables).reduce((all, [name, part]) => (part ? replacePart(all, name, part) : all), text),
  );
}
