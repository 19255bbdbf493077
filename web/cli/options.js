// Arguments in, what was meant out.
import { require } from './builtin.js';
import { parseDuration } from './duration.js';
import { OPTIONS, SHELLS } from './table.js';

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

/** @param {string} name */
function nearest(name) {
  const prefixed = OPTIONS.find((option) => name.length > 1 && option.name.startsWith(name));
  const [near] = OPTIONS.map((option) => ({ option, far: distance(name, option.name) })).sort((a, b) => a.far - b.far);
  return prefixed ?? (near.far <= 2 ? near.option : undefined);
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
  if (operands.length > 2) throw new UsageError('There are more than a batch id and a document id.');
  return parsed;
}
