// npm run readme: writes the generated parts of the docs: functions, options and values from the types, error codes and hints from the C, the help of
// the command, the interface of the elements from their manifest, and the tested runtimes from the last run of the suites runtimes and
// bundlers, if there was one.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { helpText } from '../../web/cli/help.js';
import { HEADERS, MEMBERS, PARAMETERS, WORDS } from '../../web/cli/recording/allow-list.js';
import { root } from '../lib/files.js';
import { isMain } from '../lib/process.js';
import { elementTables } from './element-tables.js';
import { faultTables } from './fault-tables.js';
import { code, replacePart, table } from './markdown.js';
import { readCodes, readDocumentErrors } from '../build/tables.js';
import { typeTables } from './type-tables.js';

/** @param {string} path */
const read = (path) => readFileSync(join(root, path), 'utf8');

/** @param {Record<string, string>} types tables by name */
const sections = (types) =>
  Object.entries(types)
    .map(([name, text]) => `### ${name}\n\n${text}`)
    .join('\n\n');

/** A table of rows that the last run of a suite wrote. @param {string[]} head @param {string[]} names of the files with the rows */
function testedTable(head, names) {
  const paths = names.map((name) => `build/runtimes/${name}.md`);
  if (!paths.every((path) => existsSync(join(root, path)))) return undefined;
  const rows = paths.map(read).join('').trimEnd();
  return `${table(head, [])}\n${rows}`;
}

/** The generated parts, by page and by name. @returns {Record<string, Record<string, string | undefined>>} */
function parts() {
  const [main, proxy, cloudflare, simulator] = typeTables([
    'entries/main.js',
    'entries/proxy.js',
    'entries/cloudflare.js',
    'entries/simulator.js',
  ]);
  const { ErrorFields: error, ...types } = main.types;
  const { SimulatorOptions: options, Simulator: running, ...more } = simulator.types;
  return {
    'docs/reference.md': {
      functions: main.functions,
      types: sections(types),
      names: main.names,
      error,
      errors: table(
        ['kind', 'code', 'what happened', 'what to do'],
        readCodes(read('src/error_codes.def')).map(({ kind, code: name, cause, hint }) => [
          code(kind),
          code(name),
          cause.replace(/\{(: )?(\w+)\}/g, (_, before = '', value) => before + value.toUpperCase()),
          hint,
        ]),
      ),
      reasons: table(
        ['code', 'hint'],
        Object.entries(readDocumentErrors(read('src/document_errors.def'))).map(([name, hint]) => [code(name), hint]),
      ),
      help: `\`\`\`text\n${helpText()}\`\`\``,
    },
    'docs/proxy.md': {
      options: proxy.types.StatusProxyOptions,
      authorize: proxy.types.AuthorizeContext,
      token: proxy.types.ViewTokenOptions,
      events: proxy.types.ProxyEvent,
      variables: cloudflare.types.StatusWorkerEnv,
    },
    'docs/simulator.md': {
      types: sections({ SimulatorOptions: options, Simulator: running, ...more }),
      names: simulator.names,
      faults: faultTables(),
    },
    'docs/element.md': { manifest: elementTables() },
    'docs/recording.md': {
      headers: Object.keys(HEADERS).map(code).join(', '),
      members: Object.keys(MEMBERS).map(code).join(', '),
      parameters: Object.keys(PARAMETERS).map(code).join(', '),
      words: [...WORDS].map(code).join(', '),
    },
  };
}

/** The pages of docs/ with their parts generated anew, by path. @returns {Record<string, string>} */
export const pages = () =>
  Object.fromEntries(
    Object.entries(parts()).map(([path, of]) => [
      path,
      Object.entries(of).reduce(
        (text, [name, part]) => replacePart(text, name, /** @type {string} */ (part)),
        read(path),
      ),
    ]),
  );

if (isMain(import.meta.url)) {
  for (const [path, text] of Object.entries(pages())) writeFileSync(join(root, path), text);
  const tables = {
    runtimes: testedTable(['runtime', 'version', 'cases passed'], ['runtimes', 'browsers']),
    bundlers: testedTable(['built by', 'version', 'run in', 'an app of isTerminal alone'], ['bundlers']),
  };
  const runtimes = Object.entries(tables).reduce(
    (text, [name, part]) => (part ? replacePart(text, name, part) : text),
    read('docs/runtimes.md'),
  );
  writeFileSync(join(root, 'docs/runtimes.md'), runtimes);
}
