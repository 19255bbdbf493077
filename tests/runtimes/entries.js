// The entries that any runtime can import, in the files that the package's exports name for most of them. The copy is made by
// makeCopy of copy.js.

export const entries = {
  '.': () => import('../../dist/index.js'),
  './status': () => import('../../dist/status.js'),
  './proxy': () => import('../../dist/proxy/index.js'),
  './cloudflare': () => import('../../dist/cloudflare/index.js'),
  './stream': () => import('../../dist/stream.js'),
  './element': () => import('../../dist/element/index.js'),
  './element/define': () => import('../../dist/element/define.js'),
  './element/standalone': () => import('../../dist/element/standalone.js'),
};

/** What listens, and so needs Node or what has its modules. */
export const serverEntries = { './simulator': () => import('../../dist/simulator/index.js') };

/** @type {() => Promise<any>} */
// biome-ignore lint/suspicious/noTsIgnore: it is there once makeCopy has made it
// @ts-ignore
export const importCopy = () => import('../../build/copy/index.js');
