// Decides which host may receive the credential. A URL in the arguments may come from a stranger, so it must not choose that host.
import { UsageError } from './errors.js';

/** @param {string} url */
function originOf(url) {
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
}

/**
 * Only one host receives the credential: that of the endpoint in the environment if it is set, else that of the first URL.
 * @param {import('./targets.js').Target[]} targets
 * @param {import('./targets.js').Environment} env
 * @throws {UsageError}
 */
export function checkHosts(targets, { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: ownEndpoint }) {
  const expected = originOf(ownEndpoint || targets[0].endpoint);
  for (const { endpoint, isFromUrl, source = 'The URL' } of targets) {
    if (!isFromUrl || originOf(endpoint) === expected) continue;
    throw new UsageError(
      ownEndpoint
        ? `${source} has another host than AZURE_DOCUMENT_TRANSLATION_ENDPOINT, so the credential is not sent to it. To allow that, set --endpoint to that host or unset the variable.`
        : `${source} has another host than the first URL. A credential is sent to one host only.`,
    );
  }
}
