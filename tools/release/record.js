// npm run record: writes down which toolchain made which bits of which sources (builds.json), as a release does (`npm version`). The
// suite `supply` holds the build to it for as long as the sources and the toolchain are the recorded ones.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../build.js';
import { hashInputs, listFiles, root } from '../lib/files.js';
import { isMain, runMain } from '../lib/process.js';
import { findToolchain } from '../setup/toolchain.js';

export const RECORD = 'builds.json';

const SOURCES = ['CMakeLists.txt', 'src'];

/**
 * @typedef {object} Build
 * @property {string} toolchain what compiled the module
 * @property {string} sources SHA-256 of the C and of the files that say how it is built
 * @property {string} module SHA-256 of dist/module/generated/module.wasm
 */

/** @param {string} path @returns {string} */
export const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** What the present build is, once it was made. @returns {Promise<Build>} */
export async function describeBuild() {
  const { id } = await findToolchain();
  return {
    toolchain: id,
    sources: hashInputs(SOURCES),
    module: sha256(join(root, 'dist/module/generated/module.wasm')),
  };
}

/** The files of dist/ below a checkout, and the SHA-256 of each. @param {string} checkout @returns {Record<string, string>} */
export const hashDist = (checkout) =>
  Object.fromEntries(listFiles('dist').map((file) => [file, sha256(join(checkout, file))]));

if (isMain(import.meta.url))
  runMain(async () => {
    await build();
    const record = await describeBuild();
    writeFileSync(join(root, RECORD), `${JSON.stringify(record, null, 2)}\n`);
    console.log(`${record.toolchain}: ${record.module}`);
  });
