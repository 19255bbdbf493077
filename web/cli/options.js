// The table of options, and all that follows from it: parsing and --help.
import { require } from './builtin.js';
import { parseDuration } from './duration.js';

/** @type {typeof import('node:util')} */
const { parseArgs } = require('node:util');

/** A mistake in how the command was called. */
export class UsageError extends Error {}

/** @typedef {{ name: string, short?: string, value?: string, duration?: boolean, help: string }} Option */

/** @type {Option[]} */
export const OPTIONS = [
  { name: 'watch', short: 'w', help: 'follow it until it has ended' },
  { name: 'json', help: 'one JSON object; with --watch one line for each change' },
  { name: 'endpoint', value: 'url', help: "the resource's URL; default: AZURE_DOCUMENT_TRANSLATION_ENDPOINT" },
  { name: 'api-version', value: 'version', help: 'default: AZURE_DOCUMENT_TRANSLATION_API_VERSION, or v1.0-preview.1' },
  { name: 'timeout', value: 'time', duration: true, help: 'give up after so long: seconds, or 500ms, 2m, 1h' },
  { name: 'interval', value: 'time', duration: true, help: 'ask this often; default: as the document moves' },
  { name: 'key-file', value: 'file', help: "a file with the resource's key" },
  { name: 'token-file', value: 'file', help: 'a file with a Bearer token' },
  { name: 'entra', help: 'sign in by @azure/identity if it is installed, else by the Azure CLI' },
  { name: 'no-credential', help: 'send none, for a proxy that adds its own' },
  { name: 'quiet', short: 'q', help: 'no progress on standard error' },
  { name: 'no-color', help: 'no colors; NO_COLOR and FORCE_COLOR are heeded too' },
  { name: 'debug', help: 'say all there is to say about an error' },
  { name: 'port', value: 'number', help: 'for simulate; default: any free one' },
  { name: 'help', short: 'h', help: 'show this' },
  { name: 'version', help: 'show the version' },
];

/** @typedef {{ flags: Set<string>, values: Map<string, string>, durations: Map<string, number>, operands: string[] }} Arguments */

/** @param {string} a @param {string} b */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}

/** @param {string} name */
function nearest(name) {
  const prefixed = OPTIONS.find((option) => name.length > 1 && option.name.startsWith(name));
  return prefixed ?? OPTIONS.find((option) => distance(name, option.name) <= 2);
}

/**
 * @param {string[]} argv
 * @returns {Arguments}
 * @throws {UsageError} Which never quotes a value: it may be a secret.
 */
export function parseArguments(argv) {
  const options = Object.fromEntries(
    OPTIONS.map(({ name, short, value }) => [
      name,
      { type: /** @type {'string' | 'boolean'} */ (value ? 'string' : 'boolean'), ...(short && { short }) },
    ]),
  );
  const { tokens, positionals: operands } = parseArgs({ args: argv, options, strict: false, tokens: true });
  /** @type {Arguments} */
  const parsed = { flags: new Set(), values: new Map(), durations: new Map(), operands };
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = OPTIONS.find(({ name }) => name === token.name);
    if (!option) {
      const near = nearest(token.name);
      throw new UsageError(`There is no option ${token.rawName}.${near ? ` Did you mean --${near.name}?` : ''}`);
    }
    const { name, value, duration } = option;
    if (!value && token.value !== undefined) throw new UsageError(`--${name} takes no value.`);
    if (!value) {
      parsed.flags.add(name);
      continue;
    }
    if (!token.value) throw new UsageError(`--${name} needs a value: --${name} <${value}>.`);
    parsed.values.set(name, token.value);
    if (!duration) continue;
    const ms = parseDuration(token.value);
    if (ms === undefined) throw new UsageError(`--${name} is a time: seconds, or 500ms, 2m, 1h.`);
    parsed.durations.set(name, ms);
  }
  if (operands.length > 2) throw new UsageError('There are more than a batch id and a document id.');
  return parsed;
}

/** The text of --help. */
export function helpText() {
  const left = OPTIONS.map(
    ({ name, short, value }) => `${short ? `-${short}, ` : '    '}--${name}${value ? ` <${value}>` : ''}`,
  );
  const width = Math.max(...left.map((text) => text.length));
  const rows = OPTIONS.map(({ help }, index) => `  ${left[index].padEnd(width)}  ${help}`);
  return `How a document, or a whole job, is doing in Azure Document Translation.

  document-translation-status <url>                        a document's or a job's URL (Operation-Location)
  document-translation-status <batch id> [<document id>]   without a document id: the whole job
  document-translation-status simulate                     the service on loopback, to try things

${rows.join('\n')}

The key is read from AZURE_DOCUMENT_TRANSLATION_KEY, never from an option's value.

Exit codes: 0 it was read, or with --watch it (or all of it) succeeded; 1 it ended otherwise; 2 usage;
3 the service or the network; 4 timed out waiting; 130 interrupted.
`;
}
