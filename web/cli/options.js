// Arguments in, what was meant out.
import { LONGEST_TIMER } from '../client/options.js';
import { require } from './builtin.js';
import { parseDuration, parseSince } from './duration.js';
import { LIST, OPTIONS, SHELLS, SIMULATE, STATUSES } from './table.js';

/** @type {typeof import('node:util')} */
const { parseArgs } = require('node:util');

/** A mistake in how the command was called. */
export class UsageError extends Error {}

/**
 * @typedef {object} Arguments
 * @property {Set<string>} flags The options that were given without a value.
 * @property {Map<string, string>} values The others. Statuses and times are in the form in which the service is asked.
 * @property {Map<string, number>} durations Those that are durations, in milliseconds.
 * @property {string[]} operands
 */

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

/** Suggests a similar word, if there is one. @param {string} word @param {string[]} known */
function didYouMean(word, known) {
  const bare = (/** @type {string} */ text) => text.replace(/^-+/, '');
  const prefixed = known.find((other) => word.length > 1 && bare(other).startsWith(word));
  const [near] = known.map((other) => ({ other, far: distance(word, bare(other)) })).sort((a, b) => a.far - b.far);
  const meant = prefixed ?? (near.far <= 2 ? near.other : undefined);
  return meant ? ` Did you mean ${meant}?` : '';
}

const WORDS = OPTIONS.map(({ name }) => `--${name}`);

/** @param {string[]} operands @returns {import('./table.js').Action} */
export const actionOf = ([first]) => (first === LIST || first === SIMULATE ? first : 'status');

/** Refuses what makes no sense together. @param {Arguments} args */
function checkTogether({ flags, values, operands }) {
  const action = actionOf(operands);
  const [first = '', ...more] = operands;
  const given = [...flags, ...values.keys()];
  const beside = given.some((name) => !['completions', 'no-color', 'debug'].includes(name));
  if (values.has('completions') && (beside || operands.length))
    throw new UsageError('--completions cannot be combined with other arguments.');
  for (const name of given) {
    const { of = [action] } = /** @type {import('./table.js').Option} */ (OPTIONS.find((known) => known.name === name));
    if (of.includes(action)) continue;
    throw new UsageError(
      of.includes('status')
        ? `--${name} cannot be used with ${action}.`
        : `--${name} works only with ${of.join(' or ')}.`,
    );
  }
  if (action !== 'status' && more.length) throw new UsageError(`${action} takes no arguments.`);
  if (flags.has('latest') && operands.length)
    throw new UsageError('--latest cannot be combined with a URL or a batch id. Use one of them.');
  if (values.has('interval') && !flags.has('watch') && first !== '-')
    throw new UsageError('--interval requires --watch.');
  if (more.length > 1)
    throw new UsageError('Too many arguments: the command takes at most a batch id and a document id.');
  // Any id has digits, or is longer.
  if (action === 'status' && /^[a-z][a-z-]{0,19}$/i.test(first))
    throw new UsageError(
      `The first argument is neither a URL nor a batch id.${didYouMean(first, [SIMULATE, LIST, ...WORDS])}`,
    );
}

/** How the service spells a status that is given as in `failed`. @param {string} text */
const statusOf = (text) =>
  STATUSES.find((status) => status.toLowerCase() === text.toLowerCase().replace(/^cancelled$/, 'canceled'));

/**
 * A value in the form that the request needs, or the rule that it breaks.
 * @param {import('./table.js').Option} option
 * @param {string} text
 * @returns {{ value?: string, problem: string }}
 */
function readValue({ value: kind, range: [least, most] = [0, 0] }, text) {
  if (kind === 'shell')
    return { value: SHELLS.find((shell) => shell === text), problem: `must be one of ${SHELLS.join(', ')}` };
  if (kind === 'number') {
    const isFine = /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most;
    return { value: isFine ? text : undefined, problem: `must be a number from ${least} to ${most}` };
  }
  if (kind === 'since')
    return {
      value: parseSince(text, Date.now()),
      problem: 'must be a time, like 2024-05-01 or 2024-05-01T10:00:00Z, or an age, like 2h or 7d',
    };
  if (kind === 'statuses') {
    const statuses = text.split(',').map((part) => statusOf(part.trim()));
    const problem = `must be a comma-separated list of ${STATUSES.join(', ')}`;
    return { value: statuses.every(Boolean) ? statuses.join(',') : undefined, problem };
  }
  return { value: text, problem: '' };
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
    if (!option) throw new UsageError(`Unknown option ${token.rawName}.${didYouMean(token.name, WORDS)}`);
    const { name, value } = option;
    if (!value && token.value !== undefined) throw new UsageError(`--${name} takes no value.`);
    if (!value) {
      parsed.flags.add(name);
      continue;
    }
    const isOption = !token.inlineValue && OPTIONS.some((other) => token.value === `--${other.name}`);
    if (!token.value || isOption) throw new UsageError(`--${name} needs a value: --${name} <${value}>.`);
    if (parsed.values.has(name)) {
      const hint = value === 'statuses' ? ' Separate statuses by commas.' : '';
      throw new UsageError(`--${name} is set twice.${hint}`);
    }
    const read = readValue(option, token.value);
    if (read.value === undefined) throw new UsageError(`--${name} ${read.problem}.`);
    parsed.values.set(name, read.value);
    if (value !== 'time') continue;
    const ms = parseDuration(token.value);
    if (ms === undefined || ms > LONGEST_TIMER)
      throw new UsageError(
        `--${name} must be a duration of at most 596h: seconds, or a number with a unit, like 500ms, 2m or 1h.`,
      );
    parsed.durations.set(name, ms);
  }
  if (!parsed.flags.has('help') && !parsed.flags.has('version')) checkTogether(parsed);
  return parsed;
}
