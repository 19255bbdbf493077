// The problem of a document, or of a request for its status, in words.

/** @typedef {'notFound' | 'notAllowed' | 'unreachable' | 'misconfigured' | 'noWebAssembly'} RequestProblem The name of its phrase. */

/**
 * The phrase that explains why a document failed: that of the innermost known code, which says the most. Undefined if no code is known.
 * @param {import('./locale.js').Locale} locale
 * @param {import('../module/types.js').ServiceError | undefined} error
 */
export function reasonOf({ phrases: { reasons } }, error) {
  let reason;
  for (let inner = error; inner; inner = inner.innerError)
    if (Object.hasOwn(reasons, inner.code ?? '')) reason = reasons[inner.code ?? ''];
  return reason;
}

/**
 * Why there is no status.
 * @param {unknown} error
 * @returns {RequestProblem}
 */
export function requestProblem(error) {
  const { kind, statusCode, code, cause } = /** @type {any} */ (error ?? {});
  if (statusCode === 404) return 'notFound';
  if (statusCode === 401 || statusCode === 403 || code === 'TokenFailed') return 'notAllowed';
  // A browser's strictest modes have no WebAssembly.
  if (kind === 'module' && cause?.name === 'ReferenceError') return 'noWebAssembly';
  return kind === 'invalid-argument' || kind === 'module' ? 'misconfigured' : 'unreachable';
}

/**
 * Code, message and request id, one line each; the inner errors after the outer one.
 * @param {any} error
 * @returns {string}
 */
export function technicalDetails(error) {
  if (!error) return '';
  const own = [error.code, error.message].filter(Boolean).join(': ');
  const id = error.requestId ? `Request id: ${error.requestId}` : '';
  return [own, technicalDetails(error.innerError), id].filter(Boolean).join('\n');
}
