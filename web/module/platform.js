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
  if (!cacheInit) {
    cacheInit = { cache: 'no-store' };
    try {
      if (globalThis.process?.release?.name !== 'node') new Request('https://localhost/', cacheInit);
    } catch {
      cacheInit = {};
    }
  }
  return cacheInit;
}
