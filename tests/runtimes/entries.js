// The entries that any runtime can import, in the files that the package's exports name for most of them. The copy is made by
// makeCopy of copy.js.

export const entries = {
  '.': () => import('../../dist/entries/main.js'),
  './status': () => import('../../dist/entries/status.js'),
  './proxy': () => import('../../dist/entries/proxy.js'),
  './cloudflare': () => import('../../dist/entries/cloudflare.js'),
  './stream': () => import('../../dist/entries/stream.js'),
  './element': () => import('../../dist/entries/element.js'),
  './element/define': () => import('../../dist/entries/define.js'),
  './element/standalone': () => import('../../dist/element/standalone.js'),
};

/** What listens, and so needs Node or what has its modules. */
export const serverEntries = { './simulator': () => import('../../dist/entries/simulator.js') };

/** @type {() => Promise<any>} */
// biome-ignore lint/suspicious/noTsIgnore: it is there once makeCopy has made it
// @ts-ignore
export const importCopy = () => import('../../build/copy/entries/main.js');
