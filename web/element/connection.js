// What an element's attributes refer to: the ids of a job or document, and the client that requests it.
import { parseOperationLocation } from '../client/operation-location.js';
import { optionError } from '../client/options.js';
import { absoluteUrl } from '../content/links.js';
import { wasm } from '../module/generated/embedded.js';
import { shareClient } from './clients.js';

/** @typedef {import('../module/types.js').DocumentTranslationClient} DocumentTranslationClient */
/** @typedef {{ batchId: string, documentId?: string }} Ids Without documentId: the whole job. */

/** Azure sends no CORS headers and knows no view tokens. */
const AZURE_HOST = /\.cognitiveservices\.azure\./;

/**
 * @param {import('./status-element.js').StatusElement<any>} element
 * @param {AbortSignal} signal at its abort, a shared client is released
 * @returns {Promise<{ client: DocumentTranslationClient, ids: Ids } | undefined>} undefined: the signal has aborted
 */
export async function connect(element, signal) {
  let { endpoint, apiVersion, client, src } = element;
  /** @type {Ids} */
  let ids = { batchId: element.batchId, documentId: element.getAttribute('document-id') ?? undefined };
  if (src) {
    const located = await parseOperationLocation(wasm, absoluteUrl(src, element.baseURI) || src);
    if (signal.aborted) return;
    ids = located;
    apiVersion = located.apiVersion;
    endpoint ||= located.endpoint;
    if (!client && !element.endpoint && AZURE_HOST.test(new URL(endpoint).hostname))
      throw optionError('src', 'Set endpoint to the URL of your proxy: pages cannot send requests to Azure.');
  }
  if (!client) {
    const shared = shareClient(endpoint, apiVersion || undefined, element.token);
    signal.addEventListener('abort', shared.release);
    client = await shared.client;
  }
  return signal.aborted ? undefined : { client, ids };
}
