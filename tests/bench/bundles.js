// Bundles small apps with esbuild, minified and in one file, and measures the bundles and their parts.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { installPackages } from '../hosts/install.js';

/** The bundler's own folder, so that its package is not part of another suite's measurements. */
const BUNDLER = new URL('bundler/', import.meta.url);
const DIST = new URL('../../dist/', import.meta.url);
/** The folder with Azure's clients. */
const OFFICIAL = new URL('../official/', import.meta.url);

const status = (/** @type {string} */ entry) => `
  import { createClient } from './entries/${entry}.js';
  const client = await createClient({ endpoint: '/status' });
  const [batchId, documentId] = location.hash.slice(1).split('/');
  document.title = (await client.getDocumentStatus(batchId, documentId)).status;`;

/** The apps, each with its budget in bytes of brotli for the recorded toolchain. */
export const APPS = {
  'one status, the lean entry': { source: status('status'), budget: 16_840 },
  'one status': { source: status('main'), budget: 26_550 },
  'a watch': {
    source: `
      import { createClient } from './entries/main.js';
      const client = await createClient({ endpoint: '/status' });
      const [batchId, documentId] = location.hash.slice(1).split('/');
      for await (const { status } of client.watchDocument(batchId, documentId)) document.title = status;`,
    budget: 26_550,
  },
  'the element': { source: `import './entries/define.js';`, budget: 41_700 },
  'the proxy': { source: `export { createStatusProxy } from './entries/proxy.js';`, budget: 40_620 },
};

/** The same page without this package: with fetch, and with Azure's clients. */
const OTHERS = {
  fetch: `
    const [batchId, documentId] = location.hash.slice(1).split('/');
    const url = \`/translator/document/batches/\${batchId}/documents/\${documentId}?api-version=2024-05-01\`;
    document.title = (await (await fetch(url)).json()).status;`,
  '@azure/ai-translation-document': `
    import { DocumentTranslationClient } from '@azure/ai-translation-document';
    const client = new DocumentTranslationClient(location.origin, { getToken: async () => null });
    const [batchId, documentId] = location.hash.slice(1).split('/');
    document.title = (await client.getDocumentStatus(batchId, documentId)).status;`,
  '@azure-rest/ai-translation-document': `
    import createClient from '@azure-rest/ai-translation-document';
    const client = createClient(location.origin, { key: '' });
    const ids = location.hash.slice(1).split('/');
    document.title = (await client.path('/document/batches/{id}/documents/{documentId}', ...ids).get()).body.status;`,
};

/** @param {Uint8Array} bytes */
export const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;

/** @param {Uint8Array} bytes */
export const sizesOf = (bytes) => ({
  bytes: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotli(bytes),
});

/**
 * @param {string} source
 * @param {URL} folder its imports are resolved from here
 * @returns {Promise<{ bytes: number, gzip: number, brotli: number, loaded: number, javascript: number, parts: [path: string, bytes: number][] }>}
 *   loaded: the bytes of the published files; javascript: brotli without the module
 */
export async function bundle(source, folder = DIST) {
  await installPackages(BUNDLER);
  const esbuild = await import(new URL('node_modules/esbuild/lib/main.js', BUNDLER).href);
  /** @param {object[]} plugins @returns {Promise<any>} */
  const run = (plugins) =>
    esbuild.build({
      stdin: { contents: source, resolveDir: fileURLToPath(folder) },
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      write: false,
      metafile: true,
      plugins,
    });
  const complete = await run([]);
  const withoutModule = await run([
    {
      name: 'no module',
      setup: (/** @type {any} */ build) =>
        build.onLoad({ filter: /embedded[^/]*\.js$/ }, () => ({ contents: "export const wasm = '';" })),
    },
  ]);
  /** @type {{ inputs: Record<string, { bytesInOutput: number }> }[]} */
  const [output] = Object.values(complete.metafile.outputs);
  return {
    ...sizesOf(complete.outputFiles[0].contents),
    loaded:
      /** @type {{ bytes: number }[]} */ (Object.values(complete.metafile.inputs)).reduce(
        (sum, { bytes }) => sum + bytes,
        0,
      ) - Buffer.byteLength(source),
    javascript: brotli(withoutModule.outputFiles[0].contents),
    parts: Object.entries(output.inputs)
      .map(
        ([path, { bytesInOutput }]) => /** @type {[string, number]} */ ([path.replace(/^.*dist\//, ''), bytesInOutput]),
      )
      .sort((a, b) => b[1] - a[1]),
  };
}

/** Bundles of the same page without this package, and the number of packages that npm installs for each. */
export async function bundleOthers() {
  await installPackages(OFFICIAL);
  /** @type {Record<string, { dependencies?: Record<string, string> }>} */
  const locked = JSON.parse(readFileSync(new URL('package-lock.json', OFFICIAL), 'utf8')).packages;
  /** @param {string} name @param {Set<string>} found */
  function install(name, found) {
    const entry = locked[`node_modules/${name}`];
    if (!entry || found.has(name)) return found;
    found.add(name);
    for (const dependency of Object.keys(entry.dependencies ?? {})) install(dependency, found);
    return found;
  }
  return Promise.all(
    Object.entries(OTHERS).map(async ([name, source]) => ({
      name,
      packages: install(name, new Set()).size,
      ...(await bundle(source, OFFICIAL)),
    })),
  );
}

/** The module's bytes. */
export const readModule = () => readFileSync(new URL('module/generated/module.wasm', DIST));

/**
 * The sizes of a module's sections, and of its functions, largest first.
 * @param {Uint8Array} wasm
 */
export function dissect(wasm) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  /** @type {Record<string, number>} */
  const sections = {};
  /** @type {number[]} */
  const functions = [];
  const names = [
    'custom',
    'types',
    'imports',
    'functions',
    'table',
    'memory',
    'globals',
    'exports',
    'start',
    'elements',
    'code',
    'data',
    'data count',
  ];
  while (at < wasm.length) {
    const id = wasm[at++];
    const size = number();
    const end = at + size;
    sections[names[id]] = (sections[names[id]] ?? 0) + size;
    if (id === 10) {
      for (let left = number(); left--; ) {
        const length = number();
        functions.push(length);
        at += length;
      }
    }
    at = end;
  }
  return { sections, functions: functions.sort((a, b) => b - a) };
}
