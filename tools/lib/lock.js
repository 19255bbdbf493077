// A lock between processes: a file that names its holder, and whose time is updated while the lock is held. It avoids doing the same work
// twice and keeps writers of one folder apart. A holder that was suspended for a minute loses the lock, so callers write
// results that must be complete to a temporary path and rename them.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const REFRESH_MS = 5_000;
const STALE_MS = 60_000;
const POLL_MS = 250;

/**
 * Runs `work` while no other process holds the lock.
 * @template T
 * @param {string} path the lock file; its folder is created if it is missing
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once if another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait) {
  const holder = JSON.stringify({ pid: process.pid, host: hostname() });
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = false; !tryLock(path, holder); ) {
    if (removeStale(path)) continue;
    if (!waited) onWait?.();
    waited = true;
    await sleep(POLL_MS);
  }
  const release = () => {
    if (readHolder(path) === holder) rmSync(path, { force: true });
  };
  const refresh = setInterval(() => {
    if (readHolder(path) === holder) utimesSync(path, new Date(), new Date());
  }, REFRESH_MS).unref();
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(refresh);
    process.off('exit', release);
    release();
  }
}

/**
 * @param {string} path
 * @param {string} holder
 */
function tryLock(path, holder) {
  try {
    writeFileSync(path, holder, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the lock of a holder that has ended on this machine, or has not updated the lock for a minute.
 * @param {string} path
 * @returns {boolean} whether the lock may be free now
 */
function removeStale(path) {
  try {
    const holder = readFileSync(path, 'utf8');
    const ageMs = Date.now() - statSync(path).mtimeMs;
    if (ageMs < STALE_MS && !(holder && hasEnded(holder))) return false;
    // Only one of several processes can rename the file; the others get ENOENT.
    const aside = `${path}.${process.pid}`;
    renameSync(path, aside);
    rmSync(aside);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return true;
    throw error;
  }
}

/** @param {string} holder */
function hasEnded(holder) {
  try {
    const { pid, host } = JSON.parse(holder);
    if (host === hostname()) process.kill(pid, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}

/** @param {string} path */
function readHolder(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
