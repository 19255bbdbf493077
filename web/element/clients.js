// Clients that are shared by all elements with the same endpoint, version and token. A client is closed when its last element leaves the page.
import { createClient } from '../client/client.js';
import { wasm } from '../module/generated/embedded.js';
import { jobs } from '../watch/jobs.js';

/** @typedef {import('../module/types.js').DocumentTranslationClient} DocumentTranslationClient */
/** @typedef {string | (() => string | Promise<string>)} Token */
/** @typedef {{ key: string, client: Promise<DocumentTranslationClient>, users: number }} Shared */

/** @type {Map<Token | undefined, Map<string, Shared>>} */
const all = new Map();

/**
 * @param {string} endpoint
 * @param {string | undefined} apiVersion
 * @param {Token | undefined} token
 * @returns {{ client: Promise<DocumentTranslationClient>, release: () => void }}
 */
export function shareClient(endpoint, apiVersion, token) {
  const key = JSON.stringify([endpoint, apiVersion]);
  const byPlace = all.get(token) ?? new Map();
  all.set(token, byPlace);
  /** @type {Shared} */
  const shared = byPlace.get(key) ?? {
    key,
    client: createClient(
      wasm,
      { endpoint, ...(apiVersion && { apiVersion }), ...(token !== undefined && { credential: { token } }) },
      jobs,
    ),
    users: 0,
  };
  byPlace.set(key, shared);
  shared.users++;
  let released = false;
  const release = () => {
    if (released) return;
    released = true;
    if (--shared.users > 0) return;
    byPlace.delete(key);
    if (byPlace.size === 0) all.delete(token);
    shared.client.then(
      (client) => client.close(),
      () => {},
    );
  };
  return { client: shared.client, release };
}
