// The service's routes that the proxy has: a document, a job and the documents of a job, in every API version.
import { locate } from '../client/operation-location.js';

/** @typedef {import('../module/instance.js').Instance} Instance */
/** @typedef {import('./upstream.js').Route} Route */

/** Stands for the service's endpoint, because only the path of a viewer's URL matters. */
const ORIGIN = 'https://localhost';

/**
 * @param {import('./options.js').Settings} settings
 * @returns {(url: URL) => (Route & { isDated: boolean }) | undefined} `isDated`: the API version of the URL is a date.
 */
export function createRouter({ instance, basePath, servesBatches }) {
  return ({ origin, pathname, search }) => {
    if (!pathname.startsWith(`${basePath}/`) || pathname.includes('//')) return undefined;
    try {
      const located = locate(instance(), ORIGIN + pathname + search);
      if (located.endpoint !== ORIGIN + basePath) return undefined;
      const batchId = located.batchId.toLowerCase();
      const documentId = located.documentId?.toLowerCase();
      const common = { batchId, origin, isDated: !located.apiVersion.startsWith('v') };
      const documents = `${batchId}/documents`;
      if (documentId) return { ...common, name: 'document', documentId, key: `${documents}/${documentId}` };
      if (!servesBatches) return undefined;
      if (/\/documents\/?$/.test(pathname)) return { ...common, name: 'documents', key: documents };
      return { ...common, name: 'batch', key: batchId };
    } catch {
      return undefined;
    }
  };
}

/** Whether these are ids as the service writes them. @param {Instance} instance @param {string} batchId @param {string} [documentId] */
export function areIds(instance, batchId, documentId) {
  try {
    const path = documentId === undefined ? batchId : `${batchId}/documents/${documentId}`;
    const located = locate(instance, `${ORIGIN}/translator/document/batches/${path}?api-version=2024-05-01`);
    return located.batchId === batchId && located.documentId === documentId;
  } catch {
    return false;
  }
}
