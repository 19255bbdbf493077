// The link to a translation.

/** A URL as an absolute one; empty if it is invalid. @param {string} url @param {string} [baseUrl] */
export function absoluteUrl(url, baseUrl) {
  try {
    return new URL(url, baseUrl).href;
  } catch {
    return '';
  }
}

/**
 * Empty if the link would run script, or if it needs a document's id that is not given.
 * @param {{ resultHref?: string, baseUrl?: string }} options
 * @param {string} [documentId] replaces {documentId}
 */
export function resultLink({ resultHref = '', baseUrl }, documentId = '{documentId}') {
  const wanted = resultHref.replaceAll('{documentId}', documentId);
  if (!wanted || wanted.includes('{documentId}')) return '';
  const href = absoluteUrl(wanted, baseUrl);
  return /^(?:https?|blob):/.test(href) ? href : '';
}
