// createClient, with getDocumentStatus and close.
import { errorOf, rethrow } from '../module/errors.js';
import { loadInstance, startInstance } from '../module/loader.js';
import { ERROR_CLOSED } from '../module/generated/tables.js';
import { checkNames, checkOptions, resolvePath } from './client-options.js';
import { authenticator } from './credential.js';
import { disposal } from './disposal.js';
import { needNames, needSignal } from './options.js';
import { Request } from './request.js';

/** @typedef {import('../module/instance.js').Instance} Instance */
/** @typedef {import('../module/types.js').ClientOptions} ClientOptions */
/** @typedef {import('../module/types.js').DocumentStatusClient} DocumentStatusClient */
/** @typedef {import('../module/types.js').RequestOptions} RequestOptions */
/** @typedef {import('../module/loader.js').ModuleSource} WasmSource */
/** @typedef {import('./request.js').RequestSettings} RequestSettings */

/**
 * @typedef {object} Requester The part of a client that lists and watches use.
 * @property {() => Instance} instance A new one when the last has trapped.
 * @property {string[]} place The first parts of each request: endpoint and version.
 * @property {string} host Of the endpoint.
 * @property {(operation: string, parts: unknown[], options?: RequestOptions, settings?: RequestSettings) => Promise<any>} request
 * @property {number} maxConcurrency
 * @property {number} maxRetryAfterMs
 * @property {Set<{ end(thrown: { reason: unknown }): void }>} watches Closing the client ends these.
 */

/**
 * @template {object} More
 * @param {WasmSource} embedded
 * @param {ClientOptions} options
 * @param {(requester: Requester) => More} more
 * @returns {Promise<DocumentStatusClient & More>}
 */
export async function createClient(embedded, options, more) {
  const source = checkNames(options) ?? embedded;
  return openClient(await loadInstance(source), source, options, more);
}

/**
 * Checks the values of all options and makes the client, synchronously.
 * @template {object} More
 * @param {Instance} instance
 * @param {WasmSource} source Used to make a new instance after a trap.
 * @param {ClientOptions} options
 * @param {(requester: Requester) => More} more Makes the methods beyond getDocumentStatus.
 * @returns {DocumentStatusClient & More}
 */
export function openClient(instance, source, options, more) {
  const { credential } = options;
  const settings = checkOptions(instance, options);
  const { apiVersion, allowKeyInBrowser, tokenHeader } = settings;
  const [endpoint, scope] = instance.ask(
    'dts_check_endpoint',
    [resolvePath(options.endpoint), apiVersion],
    credential !== undefined,
  );
  const place = [endpoint, apiVersion];
  const { host } = new URL(endpoint);
  // Another one when the last has trapped.
  const currentInstance = () => startInstance(source);
  /** @type {import('./request.js').ClientState} */
  const state = {
    instance: currentInstance,
    settings,
    place,
    host,
    // Not the credential itself, which close() must forget.
    needsCredential: credential !== undefined,
    authentication: authenticator(instance, credential, { scope, allowKeyInBrowser, tokenHeader }),
    pending: new Set(),
  };

  /**
   * @param {string} operation The module's function that starts the request.
   * @param {unknown[]} parts The request's parts after the endpoint and the version.
   * @param {RequestOptions} [options] The caller's.
   * @param {RequestSettings} [own]
   * @returns {Promise<any>}
   */
  const request = (operation, parts, options = {}, own = {}) =>
    /** @type {Promise<any>} */ (
      new Promise((resolve, reject) => {
        needNames(options, ['signal']);
        const { signal } = options;
        needSignal(signal);
        signal?.throwIfAborted();
        const sent = new Request(state, operation, parts, signal, own, resolve, reject);
        own.holder?.hold(sent);
      })
    ).catch((reason) => rethrow(reason, options?.signal));

  /** @type {Requester} */
  const requester = {
    instance: currentInstance,
    place,
    host,
    request,
    maxConcurrency: settings.maxConcurrency,
    maxRetryAfterMs: settings.maxRetryAfterMs,
    watches: new Set(),
  };

  const close = () => {
    state.authentication = undefined;
    for (const pending of [...state.pending]) pending.cancel(errorOf(ERROR_CLOSED));
    for (const watch of requester.watches) watch.end({ reason: errorOf(ERROR_CLOSED) });
  };

  const client = {
    endpoint,
    apiVersion,

    /** @type {DocumentStatusClient['getDocumentStatus']} */
    getDocumentStatus: (batchId, documentId, options) =>
      request('dts_request_document', [batchId, documentId], options),

    ...more(requester),

    close,
  };
  return Object.assign(client, disposal(close));
}
