// Reads an element's attributes: the ids of a job or document, and the client that requests it.
import { parseOperationLocation } from '../client/operation-location.js';
import { optionError } from '../client/options.js';
import { absoluteUrl } from '../content/links.js';
import { wasm } from '../module/generated/embedded.js';
import { shareClient } from './clients.js';

/** @typedef {import('../module/types.js').DocumentTranslationClient} DocumentTranslationClient */
/** @typedef {import('./clients.js').Token} Token */
/** @typedef {{ batchId: string, documentId?: string }} Ids Without documentId: the whole job. */

/** Azure sends no CORS headers and knows no view tokens. */
const AZURE_HOST = /\.cognitiveservices\.azure\./;

/** @typedef {{ client: DocumentTranslationClient, ids: Ids, token?: Token, replaceToken?: (token: Token | undefined) => Promise<boolean> }} Connection */

/**
 * Synchronous for a client of the page's own, so that its request is sent before the page continues to load.
 * @param {import('./status-element.js').StatusElement<any>} element
 * @param {AbortSignal} signal at its abort, a shared client is released
 * @returns {Connection | Promise<Connection | undefined>} undefined: the signal has aborted
 */
export function connect(element, signal) {
  const { client, src, batchId } = element;
  const ids = { batchId, documentId: element.getAttribute('document-id') ?? undefined };
  return client && !src ? { client, ids } : open(element, ids, signal);
}

/**
 * @param {import('./status-element.js').StatusElement<any>} element
 * @param {Ids} ids
 * @param {AbortSignal} signal
 * @returns {Promise<Connection | undefined>}
 */
async function open(element, ids, signal) {
  let { endpoint, apiVersion, client } = element;
  const { src } = element;
  if (src) {
    const located = await parseOperationLocation(wasm, absoluteUrl(src, element.baseURI) || src);
    if (signal.aborted) return;
    ids = located;
    apiVersion = located.apiVersion;
    endpoint ||= located.endpoint;
    if (!client && !element.endpoint && AZURE_HOST.test(new URL(endpoint).hostname))
      throw optionError('src', 'Set endpoint to the URL of your proxy: pages cannot send requests to Azure.');
  }
  if (client) return { client, ids };
  const { token, credentials, tokenHeader } = element;
  const options = {
    endpoint,
    apiVersion: apiVersion || undefined,
    credentials: credentials || undefined,
    tokenHeader: tokenHeader || undefined,
  };
  const { client: shared, release, replaceToken } = shareClient(options, token);
  signal.addEventListener('abort', release);
  client = await shared;
  return signal.aborted ? undefined : { client, ids, token, replaceToken };
}
