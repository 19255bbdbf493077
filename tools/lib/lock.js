// A lock between processes: a file with its holder's name in it, touched while it is held. It saves doing the same work
// twice; whoever needs more than that makes the work itself atomic, because a holder that was suspended loses its lock.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 5_000;
const STALE_MS = 60_000;
const POLL_MS = 250;

/**
 * Does `work` while no other process holds the lock.
 * @template T
 * @param {string} path the lock's file; its folder is made when it is missing
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once, when another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait) {
  const holder = JSON.stringify({ pid: process.pid, host: hostname() });
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = false; !take(path, holder); ) {
    if (breakStale(path)) continue;
    if (!waited) onWait?.();
    waited = true;
    await sleep(POLL_MS);
  }
  const release = () => {
    if (read(path) === holder) rmSync(path, { force: true });
  };
  const beat = setInterval(() => {
    if (read(path) === holder) utimesSync(path, new Date(), new Date());
  }, BEAT_MS).unref();
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
  }
}

/**
 * @param {string} path
 * @param {string} holder
 */
function take(path, holder) {
  try {
    writeFileSync(path, holder, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the lock of a holder that is gone: ended on this machine, or silent for a minute.
 * @param {string} path
 * @returns {boolean} whether it is worth trying again at once
 */
function breakStale(path) {
  try {
    const holder = readFileSync(path, 'utf8');
    const silentMs = Date.now() - statSync(path).mtimeMs;
    if (silentMs < STALE_MS && !(holder && isGone(holder))) return false;
    const aside = `${path}.${process.pid}`;
    renameSync(path, aside); // of several that come to this at once, one gets the file
    rmSync(aside);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return true;
    throw error;
  }
}

/** @param {string} holder */
function isGone(holder) {
  const { pid, host } = JSON.parse(holder);
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
