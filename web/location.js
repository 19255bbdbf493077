// From a URL of the service back to its parts.
import { loadCore } from './module/loader.js';

/**
 * @typedef {object} OperationLocation
 * @property {string} endpoint
 * @property {string} apiVersion
 * @property {string} batchId
 * @property {string} [documentId]
 */

/**
 * @param {import('./core.js').Core} core
 * @param {unknown} url
 * @returns {OperationLocation}
 */
export function locate(core, url) {
  const [endpoint, apiVersion, batchId, documentId] = core.ask('dts_parse_location', [url]);
  return { endpoint, apiVersion, batchId, ...(documentId && { documentId }) };
}

/**
 * @param {import('./module/loader.js').WasmSource} embedded
 * @param {string} url
 * @returns {Promise<OperationLocation>}
 */
export const parseOperationLocation = async (embedded, url) => locate(await loadCore(embedded), url);
