// Splits a URL of the service into endpoint, version and ids.
import { loadInstance } from '../module/loader.js';

/**
 * @param {import('../module/instance.js').Instance} instance
 * @param {unknown} url
 * @returns {import('../module/types.js').OperationLocation}
 */
export function locate(instance, url) {
  const [endpoint, apiVersion, batchId, documentId] = instance.ask('dts_parse_location', [url]);
  return { endpoint, apiVersion, batchId, ...(documentId && { documentId }) };
}

/**
 * @param {import('../module/loader.js').ModuleSource} embedded
 * @param {string} url
 * @returns {Promise<import('../module/types.js').OperationLocation>}
 */
export const parseOperationLocation = async (embedded, url) => locate(await loadInstance(embedded), url);
