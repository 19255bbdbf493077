// Arguments in, what was meant out.
import { require } from './builtin.js';
import { parseDuration } from './duration.js';
import { OPTIONS, SHELLS, SIMULATE } from './table.js';

/** @type {typeof import('node:util')} */
const { parseArgs } = require('node:util');

/** A mistake in how the command was called. */
export class UsageError extends Error {}

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

/** The question whether another word was meant, where one is near. @param {string} word @param {string[]} known */
function didYouMean(word, known) {
  const bare = (/** @type {string} */ text) => text.replace(/^-+/, '');
  const prefixed = known.find((other) => word.length > 1 && bare(other).startsWith(word));
  const [near] = known.map((other) => ({ other, far: distance(word, bare(other)) })).sort((a, b) => a.far - b.far);
  const meant = prefixed ?? (near.far <= 2 ? near.other : undefined);
  return meant ? ` Did you mean ${meant}?` : '';
}

const WORDS = OPTIONS.map(({ name }) => `--${name}`);

/** @param {string[]} operands @param {Map<string, string>} values */
function checkOperands([first = '', ...more], values) {
  if (first === SIMULATE && more.length) throw new UsageError(`${SIMULATE} takes no further argument.`);
  if (first !== SIMULATE && values.has('port')) throw new UsageError(`--port is for ${SIMULATE}.`);
  if (more.length > 1) throw new UsageError('There are more than a batch id and a document id.');
  // Any id has digits, or is longer.
  if (first !== SIMULATE && /^[a-z][a-z-]{0,19}$/i.test(first))
    throw new UsageError(`That is neither a URL nor a batch id.${didYouMean(first, [SIMULATE, ...WORDS])}`);
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
    if (!option) throw new UsageError(`There is no option ${token.rawName}.${didYouMean(token.name, WORDS)}`);
    const { name, value } = option;
    if (!value && token.value !== undefined) throw new UsageError(`--${name} takes no value.`);
    if (!value) {
      parsed.flags.add(name);
      continue;
    }
    if (!token.value) throw new UsageError(`--${name} needs a value: --${name} <${value}>.`);
    parsed.values.set(name, token.value);
    if (value === 'shell' && !SHELLS.includes(token.value))
      throw new UsageError(`--${name} takes one of ${SHELLS.join(', ')}.`);
    if (value !== 'time') continue;
    const ms = parseDuration(token.value);
    if (ms === undefined) throw new UsageError(`--${name} is a time: seconds, or 500ms, 2m, 1h.`);
    parsed.durations.set(name, ms);
  }
  if (!parsed.flags.has('help') && !parsed.flags.has('version')) checkOperands(operands, parsed.values);
  return parsed;
}
