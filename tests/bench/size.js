// npm run size: prints the sizes of bundles, of the module and its parts, and of the same page with fetch and with Azure's clients.
import { APPS, bundle, bundleOthers, dissect, readModule, sizesOf } from './bundles.js';

const kb = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} KB`;

console.log(
  '| bundle | minified | gzip | brotli | JavaScript in it | files as published |\n| --- | ---: | ---: | ---: | ---: | ---: |',
);
for (const [name, { source }] of Object.entries(APPS)) {
  const { bytes, gzip, brotli, javascript, loaded } = await bundle(source);
  console.log(`| ${name} | ${[bytes, gzip, brotli, javascript, loaded].map(kb).join(' | ')} |`);
}

console.log(
  '\n| one status without this package | minified | gzip | brotli | packages installed |\n| --- | ---: | ---: | ---: | ---: |',
);
for (const { name, bytes, gzip, brotli, packages } of await bundleOthers())
  console.log(`| ${name} | ${[bytes, gzip, brotli].map(kb).join(' | ')} | ${packages} |`);

const { parts } = await bundle(APPS['one status'].source);
console.log('\n| part of one status | minified |\n| --- | ---: |');
for (const [path, bytes] of parts) console.log(`| ${path} | ${bytes} |`);

const wasm = readModule();
const { bytes, gzip, brotli } = sizesOf(wasm);
const { sections, functions } = dissect(wasm);
console.log(`\nThe module: ${bytes} bytes, gzip ${gzip}, brotli ${brotli}; ${functions.length} functions.`);
console.log(
  Object.entries(sections)
    .map(([name, size]) => `${name} ${size}`)
    .join(', '),
);
console.log(`Largest functions: ${functions.slice(0, 12).join(', ')}`);
