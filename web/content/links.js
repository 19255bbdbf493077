// The link to a translation.
import { fill } from './numbers.js';

/** A URL as an absolute one; empty if it is invalid. @param {string} url @param {string} [baseUrl] */
export function absoluteUrl(url, baseUrl) {
  try {
    return new URL(url, baseUrl).href;
  } catch {
    return '';
  }
}

/**
 * Empty if an id in the link is not known, or if the link would run script.
 * @param {{ resultHref?: string, baseUrl?: string, batchId?: string }} options
 * @param {string} [documentId] replaces {documentId}
 * @param {string} [batchId] replaces {batchId}
 */
export function resultLink({ resultHref = '', baseUrl, batchId: ownId = '' }, documentId, batchId = ownId) {
  // The element may show several jobs.
  const wanted = fill(resultHref, { documentId, batchId: /^\S+$/.test(batchId) ? batchId : undefined });
  if (!wanted || /\{(?:documentId|batchId)\}/.test(wanted)) return '';
  const href = absoluteUrl(wanted, baseUrl);
  return /^(?:https?|blob):/.test(href) ? href : '';
}
