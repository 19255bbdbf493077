// Clients that are shared by all elements with the same options and token. A client is closed when its last element leaves the page.
import { createClient } from '../client/client.js';
import { wasm } from '../module/generated/embedded.js';
import { jobs } from '../watch/jobs.js';

/** @typedef {import('../module/types.js').DocumentTranslationClient} DocumentTranslationClient */
/** @typedef {string | (() => string | Promise<string>)} Token */
/** @typedef {{ key: string, client: Promise<DocumentTranslationClient>, users: number }} Shared */

/** @type {Map<Token | undefined, Map<string, Shared>>} */
const all = new Map();

/**
 * @param {object} options Of createClient, without the credential.
 * @param {Token | undefined} token
 * @returns {{ client: Promise<DocumentTranslationClient>, release: () => void }}
 */
export function shareClient(options, token) {
  const key = JSON.stringify(options);
  const byOptions = all.get(token) ?? new Map();
  all.set(token, byOptions);
  /** @type {Shared} */
  const shared = byOptions.get(key) ?? {
    key,
    client: createClient(
      wasm,
      /** @type {any} */ ({ ...options, ...(token !== undefined && { credential: { token } }) }),
      jobs,
    ),
    users: 0,
  };
  byOptions.set(key, shared);
  shared.users++;
  let released = false;
  const release = () => {
    if (released) return;
    released = true;
    if (--shared.users > 0) return;
    byOptions.delete(key);
    if (byOptions.size === 0) all.delete(token);
    shared.client.then(
      (client) => client.close(),
      () => {},
    );
  };
  return { client: shared.client, release };
}
