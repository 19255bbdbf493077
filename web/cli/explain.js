// What a person is told when the command can't go on: a sentence, what to do about it, the request id; and the exit code.
import { DocumentTranslationError } from '../module/errors.js';
import { UsageError } from './options.js';
import { NAME, SERVICE, USAGE } from './table.js';

/** @typedef {import('../module/errors.js').DocumentTranslationError} ClientError */

/** Why the command was ended before its end, as its signal's reason. */
export class Ended extends Error {
  /** @param {number} code The exit code. @param {string} [message] */
  constructor(code, message = '') {
    super(message);
    this.code = code;
  }
}

/** What to do about an error, where the client's own hint is for those who write programs. @type {Record<string, (error: ClientError) => string>} */
const HINTS = {
  OperationUrlAsEndpoint: () => 'Pass it as the argument, without --endpoint.',
  Timeout: () => 'Try again later.',
  TokenFailed: () => '',
};

/** @param {ClientError} error */
function hintOf(error) {
  const { code, hint, retryAfterMs } = error;
  if (Object.hasOwn(HINTS, code)) return HINTS[code](error);
  return hint
    .replaceAll('apiVersion', '--api-version')
    .replace('See cause.', '')
    .replace('Wait for retryAfterMs.', retryAfterMs ? `Try again in ${Math.ceil(retryAfterMs / 1000)} s.` : '')
    .trim();
}

/** The last of an error's causes. @param {unknown} error */
function rootOf(error) {
  let cause = /** @type {any} */ (error);
  while (cause?.cause) cause = cause.cause;
  return cause;
}

/** What went wrong, in one or two sentences. @param {ClientError} error */
export function sentencesOf({ kind, message, hint, cause }) {
  const sentence = hint && message.endsWith(hint) ? message.slice(0, -hint.length).trimEnd() : message;
  const root = rootOf(cause);
  const detail = cause instanceof UsageError ? cause.message : kind === 'network' && root?.message;
  return detail ? [sentence, detail] : [sentence];
}

/**
 * @param {unknown} error
 * @param {boolean} isDebugging Everything that is known of it is told as well.
 * @returns {{ code: number, text: string }}
 */
export function explain(error, isDebugging) {
  if (error instanceof Ended) return { code: error.code, text: error.message && `${error.message}\n` };
  const lines = [];
  let code = SERVICE;
  if (error instanceof UsageError) {
    code = USAGE;
    lines.push(error.message, `See ${NAME} --help.`);
  } else if (error instanceof DocumentTranslationError) {
    if (error.kind === 'invalid-argument') code = USAGE;
    const { requestId } = error;
    lines.push(...sentencesOf(error), hintOf(error), requestId ? `Request id for Azure support: ${requestId}` : '');
    if (isDebugging) lines.push(JSON.stringify(error, null, 2));
  } else {
    lines.push(`Unexpected error in ${NAME}: ${/** @type {any} */ (error)?.message ?? error}`);
    if (!isDebugging) lines.push('Use --debug to print the stack trace.');
  }
  for (let at = /** @type {any} */ (error); isDebugging && at; at = at.cause) lines.push(String(at.stack ?? at));
  return {
    code,
    text: lines
      .filter(Boolean)
      .map((line) => `${line}\n`)
      .join(''),
  };
}
