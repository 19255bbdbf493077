// The source of cJSON. No checkout contains it: CMake downloads it, or, where the private Debian exists, it comes from Debian's archive.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, root } from '../lib/files.js';
import { withLock } from '../lib/lock.js';
import { run, ToolError } from '../lib/process.js';
import { inStep } from '../lib/progress.js';
import { debianFolder } from './debian.js';

const VERSION = '1.7.19';
const ARCHIVE_SHA256 = '7fa616e3046edfa7a28a32d5f9eacfd23f92900fe1f8ccd988c1662f30454562';

/** @param {string} debian the private Debian @returns {Promise<string>} the path of the archive */
async function downloadArchive(debian) {
  const list = join(debian, 'etc/apt/sources.list');
  const text = readFileSync(list, 'utf8');
  const line = text.split('\n').find((each) => each.startsWith('deb ')) ?? '';
  if (!text.includes('deb-src')) appendFileSync(list, `\n${line.replace('deb ', 'deb-src ')}\n`);
  const script =
    'rm -rf /build/cjson-source && mkdir -p /build/cjson-source && cd /build/cjson-source && ' +
    'apt-get -o Acquire::Check-Valid-Until=false update && apt-get source --download-only cjson';
  await run('chroot', [debian, '/bin/sh', '-c', script], { timeoutMs: 300_000, what: 'The download of cJSON' });
  const downloads = join(debian, 'build/cjson-source');
  return join(downloads, readdirSync(downloads).find((name) => /\.orig\.tar\.\w+$/.test(name)) ?? '');
}

/** @param {string} debian the private Debian @returns {Promise<string>} the folder of the source */
export async function cjsonFromDebian(debian) {
  const folder = join(cacheFolder(), `cjson-${VERSION}`);
  if (existsSync(folder)) return folder;
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    await inStep(`Downloading the source of cJSON ${VERSION}`, async () => {
      const archive = await downloadArchive(debian);
      if (createHash('sha256').update(readFileSync(archive)).digest('hex') !== ARCHIVE_SHA256)
        throw new ToolError(`${archive} is not the source of cJSON ${VERSION}: its SHA-256 differs.`);
      const partial = `${folder}.partial`;
      rmSync(partial, { recursive: true, force: true });
      mkdirSync(partial, { recursive: true });
      await run('tar', ['xf', archive, '-C', partial, '--strip-components=1'], { timeoutMs: 60_000 });
      renameSync(partial, folder);
    });
  });
  return folder;
}

const hasDebian = () => existsSync(debianFolder());

/**
 * @returns {Promise<string[]>} CMake's arguments for the place of cJSON; none where CMake downloads it
 */
export const cjsonArguments = async () =>
  hasDebian() ? [`-DFETCHCONTENT_SOURCE_DIR_CJSON=${await cjsonFromDebian(debianFolder())}`] : [];

/**
 * @returns {Promise<string>} the folder of cJSON's header; it exists once the module was built
 */
export const cjsonFolder = async () =>
  hasDebian() ? cjsonFromDebian(debianFolder()) : join(root, 'build/wasm/_deps/cjson-src');
