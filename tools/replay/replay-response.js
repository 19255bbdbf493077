// Passes one recorded response to the client, and compares the result with what JSON.parse reads.
import { isDeepStrictEqual } from 'node:util';
import { parse } from './decode.js';
import { operationOf } from './operation.js';
import { responseOf } from './recording.js';

/** @typedef {import('document-translation-status').DocumentTranslationClient} Client */
/** @typedef {import('./recording.js').RecordedResponse} RecordedResponse */

/** Lists the differences of two values. @param {any} recorded @param {any} decoded @param {string} [path] @returns {string[]} */
function differences(recorded, decoded, path = '') {
  if (isDeepStrictEqual(recorded, decoded)) return [];
  const isObject = (/** @type {any} */ value) => typeof value === 'object' && value !== null;
  if (!isObject(recorded) || !isObject(decoded) || Array.isArray(recorded) !== Array.isArray(decoded))
    return [`${path || 'the body'}: ${JSON.stringify(recorded)} was read as ${JSON.stringify(decoded)}`];
  const names = new Set([...Object.keys(recorded), ...Object.keys(decoded)]);
  // The client adds it.
  if (/\berror$/.test(path)) names.delete('hint');
  return [...names].flatMap((name) => differences(recorded[name], decoded[name], path ? `${path}.${name}` : name));
}

/** Removes what the client reads from the headers. @param {any} decoded */
function withoutHeaders({ retryAfterMs, etag, requestId, ...decoded }) {
  return decoded;
}

/** The code of an error response. @param {number} status @param {string} body */
function codeOf(status, body) {
  const root = parse(body);
  const { code, statusCode } = Object(root.error ?? root);
  return String(code ?? statusCode ?? status);
}

/** @param {any} error */
export const describeError = ({ kind, code, target, message }) =>
  [kind, code, target, message].filter(Boolean).join(', ');

/** @typedef {{ outcome: 'identical' | 'rejected' | 'different' | 'not covered', lines: string[] }} Result */

/**
 * @param {RecordedResponse} recorded
 * @param {(endpoint: string, apiVersion: string | undefined, response: Response) => Promise<Client>} clientFor
 * @param {string[]} requested the URLs that the client requests
 * @returns {Promise<Result>}
 */
export async function replayResponse(recorded, clientFor, requested) {
  const { file, line, url, status, body } = recorded;
  const operation = operationOf(url);
  if (!operation) return { outcome: 'not covered', lines: [] };
  const { name, endpoint, apiVersion, call, expect } = operation;
  const where = `${file}:${line} ${name}`;
  /** @type {any} */
  let error;
  let decoded;
  try {
    decoded = withoutHeaders(await call(await clientFor(endpoint, apiVersion, responseOf(recorded)), requested));
  } catch (thrown) {
    error = thrown;
  }
  if (error && (status < 400 || error.kind !== 'service'))
    return { outcome: 'rejected', lines: [`${where} rejected: ${describeError(error)}`] };
  const found =
    status < 400
      ? differences(expect(JSON.parse(body)), decoded)
      : differences(
          { statusCode: status, code: codeOf(status, body) },
          error && { statusCode: error.statusCode, code: error.code },
        );
  return {
    outcome: found.length ? 'different' : 'identical',
    lines: found.map((difference) => `${where} different: ${difference}`),
  };
}
