// Creates the clients of a call: one for each endpoint and API version.
import { createClient } from './library.js';

/** @typedef {import('./targets.js').Target} Target */
/** @typedef {import('../module/types.js').DocumentTranslationClient} Client */

/**
 * Returns the option, the variable or the line from which a rejected value comes, for error messages.
 * @param {any} error
 * @param {Target} target
 * @param {import('./arguments.js').Arguments} args
 */
function sourceOf({ code }, { source, isFromUrl }, { values }) {
  if (source) return source;
  const [option, variable] =
    code === 'InvalidApiVersion'
      ? ['api-version', 'AZURE_DOCUMENT_TRANSLATION_API_VERSION']
      : ['endpoint', 'AZURE_DOCUMENT_TRANSLATION_ENDPOINT'];
  if (values.has(option)) return `--${option}`;
  return isFromUrl ? 'The URL' : variable;
}

/**
 * @param {Target[]} targets
 * @param {Omit<import('../module/types.js').ClientOptions, 'endpoint'>} options
 * @param {import('./arguments.js').Arguments} args
 * @returns {Promise<Map<Target, Client>>}
 */
export async function createClients(targets, options, args) {
  /** @type {Map<string, Client>} */
  const byResource = new Map();
  /** @type {Map<Target, Client>} */
  const clients = new Map();
  for (const target of targets) {
    const { endpoint, apiVersion } = target;
    const resource = `${endpoint} ${apiVersion}`;
    const client =
      byResource.get(resource) ??
      (await createClient({ ...options, endpoint, apiVersion }).catch((error) => {
        if (error.kind === 'invalid-argument') error.message = `${sourceOf(error, target, args)}: ${error.message}`;
        throw error;
      }));
    byResource.set(resource, client);
    clients.set(target, client);
  }
  return clients;
}
