// Clients that are shared by all elements with the same options and token. A client is closed when its last element leaves the page.
import { createClient } from '../client/client.js';
import { wasm } from '../module/generated/embedded.js';
import { jobs } from '../watch/jobs.js';
import { fetchAndReadDate } from './server-clock.js';

/** @typedef {import('../module/types.js').DocumentTranslationClient} DocumentTranslationClient */
/** @typedef {string | (() => string | Promise<string>)} Token */
/** @typedef {{ key: string, token: Token | undefined, client?: Promise<DocumentTranslationClient>, users: Set<{ token: Token | undefined }> }} Shared */

/** @type {Set<Shared>} */
const all = new Set();

/** @param {object} options Of createClient, without the credential. @param {Token | undefined} token */
export function shareClient(options, token) {
  const key = JSON.stringify(options);
  /** @type {Shared} */
  const shared = [...all].find((other) => other.key === key && other.token === token) ?? {
    key,
    token,
    users: new Set(),
  };
  all.add(shared);
  // The function may be replaced by another.
  const given = typeof token === 'function' ? () => /** @type {() => string} */ (shared.token)() : token;
  shared.client ??= createClient(
    wasm,
    /** @type {any} */ ({
      ...options,
      fetch: fetchAndReadDate,
      ...(given !== undefined && { credential: { token: given } }),
    }),
    jobs,
  );
  const user = { token };
  shared.users.add(user);
  return {
    client: shared.client,
    /**
     * Calls another token function from the next 401 on. Resolves to false if an element with the same client keeps the old one: then the
     * client stays as it is, because the functions may belong to two users.
     * @param {Token | undefined} newToken
     */
    async replaceToken(newToken) {
      user.token = newToken;
      // A page replaces the functions of its other elements in the same turn.
      await undefined;
      if (!shared.users.has(user)) return true;
      const isSame = [...shared.users].every((other) => other.token === user.token);
      if (isSame) shared.token = user.token;
      return isSame;
    },
    release() {
      if (!shared.users.delete(user) || shared.users.size) return;
      all.delete(shared);
      shared.client?.then(
        (client) => client.close(),
        () => {},
      );
    },
  };
}
