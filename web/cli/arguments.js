// Parses the command's arguments, and rejects wrong values and combinations.
import { LONGEST_TIMER } from '../client/options.js';
import { require } from './builtin.js';
import { UsageError } from './errors.js';
import { LIST, OPTIONS, SIMULATE, STATUSES } from './options.js';
import { didYouMean } from './suggestion.js';
import { parseDuration, parseSince } from './time.js';

/** @type {typeof import('node:util')} */
const { parseArgs } = require('node:util');

/**
 * @typedef {object} Arguments
 * @property {Set<string>} flags The names of the options without a value.
 * @property {Map<string, string>} values The values of the other options. Statuses and times are in the form that the service expects.
 * @property {Map<string, number>} durations The durations among them, in milliseconds.
 * @property {string[]} operands The other arguments: a URL, ids, `-` or a subcommand.
 */

/** The options that only a watch uses. */
const WATCH_OPTIONS = ['interval', 'max-outage', 'fail-fast'];

const OPTION_NAMES = OPTIONS.map(({ name }) => `--${name}`);

/** @param {Arguments} args @returns {import('./options.js').Action} */
export const actionOf = ({ operands: [first] }) => (first === LIST || first === SIMULATE ? first : 'status');

/** Whether the operands are several URLs. @param {Arguments} args */
export const hasSeveralUrls = ({ operands }) => operands.length > 1 && operands.every((text) => text.includes('://'));

/** Whether to wait for the end. URLs on standard input are always watched. @param {Arguments} args */
export const isWatch = ({ flags, operands: [first] }) => first === '-' || flags.has('watch');

/** Rejects arguments that cannot be combined. @param {Arguments} args */
function checkCombination(args) {
  const { flags, values, operands } = args;
  const action = actionOf(args);
  const [first = '', ...more] = operands;
  const given = [...flags, ...values.keys()];
  const hasOther = given.some((name) => !['completions', 'no-color', 'debug'].includes(name));
  if (values.has('completions') && (hasOther || operands.length))
    throw new UsageError('--completions cannot be combined with other arguments.');
  for (const name of given) {
    const option = /** @type {import('./options.js').Option} */ (OPTIONS.find((known) => known.name === name));
    const { actions = [action] } = option;
    if (actions.includes(action)) continue;
    throw new UsageError(
      actions.includes('status')
        ? `--${name} cannot be used with ${action}.`
        : `--${name} works only with ${actions.join(' or ')}.`,
    );
  }
  if (action !== 'status' && more.length) throw new UsageError(`${action} takes no arguments.`);
  if (flags.has('latest') && operands.length)
    throw new UsageError('--latest cannot be combined with a URL or a batch id. Use one of them.');
  for (const name of given)
    if (WATCH_OPTIONS.includes(name) && !isWatch(args)) throw new UsageError(`--${name} requires --watch.`);
  if (flags.has('quiet') && values.has('progress')) throw new UsageError('--quiet and --progress cannot be combined.');
  if (more.length > 1 && !hasSeveralUrls(args))
    throw new UsageError('Too many arguments: the command takes URLs, or at most a batch id and a document id.');
  // A short word without digits is neither a URL nor an id: probably a mistyped subcommand or option.
  if (action === 'status' && /^[a-z][a-z-]{0,19}$/i.test(first))
    throw new UsageError(
      `The first argument is neither a URL nor a batch id.${didYouMean(first, [SIMULATE, LIST, ...OPTION_NAMES])}`,
    );
}

/** Returns a status in the spelling of the service. @param {string} text In any case, like `failed`. */
const statusOf = (text) =>
  STATUSES.find((status) => status.toLowerCase() === text.toLowerCase().replace(/^cancelled$/, 'canceled'));

/**
 * Checks a value, and converts it to the form that the request needs.
 * @param {import('./options.js').Option} option
 * @param {string} text
 * @returns {{ value?: string, problem: string }} Without a value if the text breaks the rule in `problem`.
 */
function readValue({ value: kind, choices, range: [min, max] = [0, 0] }, text) {
  if (choices)
    return { value: choices.find((choice) => choice === text), problem: `must be one of ${choices.join(', ')}` };
  if (kind === 'number') {
    const isValid = /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max;
    return { value: isValid ? text : undefined, problem: `must be a number from ${min} to ${max}` };
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
 * @throws {UsageError} The message never contains a value, because that may be a secret.
 */
export function parseArguments(argv) {
  const options = Object.fromEntries(
    OPTIONS.map(({ name, short, value }) => [
      name,
      { type: /** @type {'string' | 'boolean'} */ (value ? 'string' : 'boolean'), ...(short && { short: short[0] }) },
    ]),
  );
  const { tokens, positionals: operands } = parseArgs({ args: argv, options, strict: false, tokens: true });
  /** @type {Arguments} */
  const parsed = { flags: new Set(), values: new Map(), durations: new Map(), operands };
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = OPTIONS.find(
      ({ name, short }) => name === token.name || (token.rawName === `-${token.name}` && short?.includes(token.name)),
    );
    if (!option) throw new UsageError(`Unknown option ${token.rawName}.${didYouMean(token.name, OPTION_NAMES)}`);
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
        `--${name} must be a duration of at most 596h: seconds, or numbers with units, like 500ms, 2m or 1h30m.`,
      );
    parsed.durations.set(name, ms);
  }
  if (!parsed.flags.has('help') && !parsed.flags.has('version')) checkCombination(parsed);
  return parsed;
}
