// What the runtimes differ in.

/** Whether this is a page, which is open to anyone who visits it. */
export const inPage = () => typeof window === 'object' && typeof document === 'object';

/** Whether who waits must do so for itself: a promise that another request's timer resolves breaks the request that awaits it. */
export const ownTimers = () => globalThis.navigator?.userAgent === 'Cloudflare-Workers';

/** @type {{ cache?: 'no-store' } | undefined} */
let cacheInit;

/**
 * `cache: 'no-store'`, but not in workerd, which throws on it at older compatibility dates. Node has it, and would load all of its fetch
 * to make a Request.
 */
export function noStore() {
  if (globalThis.process?.release?.name === 'node') cacheInit ??= { cache: 'no-store' };
  if (!cacheInit) {
    try {
      new Request('https://localhost/', { cache: 'no-store' });
      cacheInit = { cache: 'no-store' };
    } catch {
      cacheInit = {};
    }
  }
  return cacheInit;
}
