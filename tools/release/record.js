// npm run record: writes builds.json, which records the toolchain and the hashes of the C and of the module. `npm version` runs it. While
// the sources and the toolchain are the recorded ones, the suite `supply` requires the recorded module.
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
 * @property {string} toolchain name and version
 * @property {string} sources SHA-256 of the C and of the files that configure its build
 * @property {string} module SHA-256 of dist/module/generated/module.wasm
 */

/** @param {string} path @returns {string} */
export const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Describes the current build, which must exist. @returns {Promise<Build>} */
export async function describeBuild() {
  const { id } = await findToolchain();
  return {
    toolchain: id,
    sources: hashInputs(SOURCES),
    module: sha256(join(root, 'dist/module/generated/module.wasm')),
  };
}

/** Returns the SHA-256 of each file of dist/ in a checkout. @param {string} checkout @returns {Record<string, string>} */
export const hashDist = (checkout) =>
  Object.fromEntries(listFiles('dist').map((file) => [file, sha256(join(checkout, file))]));

if (isMain(import.meta.url))
  runMain(async () => {
    await build();
    const record = await describeBuild();
    writeFileSync(join(root, RECORD), `${JSON.stringify(record, null, 2)}\n`);
    console.log(`${record.toolchain}: ${record.module}`);
  });
