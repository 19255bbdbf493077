// The package's entries that run in every runtime, imported by name.

export const entries = {
  '.': () => import('document-translation-status'),
  './status': () => import('document-translation-status/status'),
  './core': () => import('document-translation-status/core'),
  './proxy': () => import('document-translation-status/proxy'),
  './proxy/node': () => import('document-translation-status/proxy/node'),
  './cloudflare': () => import('document-translation-status/cloudflare'),
  './element': () => import('document-translation-status/element'),
  './element/define': () => import('document-translation-status/element/define'),
  './element/standalone': () => import('document-translation-status/element/standalone'),
};

/** The second copy that tests/package/installed.js installs. */
export const importCopy = () => import('document-translation-status-copy');
