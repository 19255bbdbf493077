// Explains an error to the user of the command: what happened, what to do, the request id, and the exit code.
import { causesOf, DocumentTranslationError, systemCodeOf } from '../module/errors.js';
import { EarlyExit, UsageError } from './errors.js';
import { EXIT_CODES, NAME } from './options.js';
import { withFullStop } from './output/text.js';

/** @typedef {import('../module/errors.js').DocumentTranslationError} ClientError */

/** Hints by error code. They replace the client's hints that only apply to programs. @type {Record<string, string>} */
const HINTS = {
  OperationUrlAsEndpoint: 'Pass it as the argument, without --endpoint.',
  Timeout: 'Try again later.',
  TokenFailed: '',
  CertificateUntrusted:
    'Set NODE_EXTRA_CA_CERTS to a file with the certificate of your proxy or company, or set NODE_USE_SYSTEM_CA=1 to trust the certificates of this machine (Node 22.19, 24.6 and later).',
};

/** Returns the client's hint in terms of the command's options. @param {ClientError} error */
function hintOf({ code, hint, retryAfterMs }) {
  if (Object.hasOwn(HINTS, code)) return HINTS[code];
  return hint
    .replaceAll('apiVersion', '--api-version')
    .replace('See cause.', '')
    .replace('Wait for retryAfterMs.', retryAfterMs ? `Try again in ${Math.ceil(retryAfterMs / 1000)} s.` : '')
    .trim();
}

/** Returns what went wrong, in one or two sentences without the hint. @param {ClientError} error */
export function sentencesOf({ kind, message, hint, cause }) {
  const sentence = hint && message.endsWith(hint) ? message.slice(0, -hint.length).trimEnd() : message;
  const causes = kind === 'network' ? [...causesOf(cause)] : [];
  const detail = (cause instanceof UsageError ? cause : causes.at(-1))?.message ?? '';
  // Most messages of Node's network errors contain the code.
  const code = systemCodeOf(cause);
  const own = detail.includes(String(code)) ? sentence.replace(`: ${code}`, '') : sentence;
  return [own, detail].filter(Boolean).map(withFullStop);
}

/**
 * @param {unknown} error
 * @param {boolean} debug Whether to add all details and the stack traces.
 * @returns {{ code: number, text: string }} The exit code, and the text for standard error.
 */
export function explain(error, debug) {
  if (error instanceof EarlyExit)
    return { code: error.code, text: error.message && `${withFullStop(error.message)}\n` };
  const lines = [];
  let code = EXIT_CODES.failure;
  if (error instanceof UsageError) {
    code = EXIT_CODES.usage;
    lines.push(withFullStop(error.message), `See ${NAME} --help.`);
  } else if (error instanceof DocumentTranslationError) {
    if (error.kind === 'invalid-argument') code = EXIT_CODES.usage;
    const { requestId } = error;
    lines.push(...sentencesOf(error), hintOf(error), requestId ? `Request id for Azure support: ${requestId}` : '');
    if (debug) lines.push(JSON.stringify(error, null, 2));
  } else {
    lines.push(withFullStop(`Unexpected error in ${NAME}: ${/** @type {any} */ (error)?.message ?? error}`));
    if (!debug) lines.push('Use --debug to print the stack trace.');
  }
  if (debug) for (let at = /** @type {any} */ (error); at; at = at.cause) lines.push(String(at.stack ?? at));
  return {
    code,
    text: lines
      .filter(Boolean)
      .map((line) => `${line}\n`)
      .join(''),
  };
}
