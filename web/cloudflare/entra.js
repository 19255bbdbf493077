// Microsoft Entra with a client secret, as Azure's TokenCredential. It uses fetch alone, so that it runs on the edge.

/** Entra's, in Azure's public cloud. */
export const AUTHORITY = 'https://login.microsoftonline.com';

/** A token is requested again this long before it expires. */
const RENEW_BEFORE_MS = 300_000;

const TIMEOUT_MS = 10_000;

/** @typedef {import('../module/types.js').AccessToken} AccessToken */

/**
 * The last token of each credential and scope. The worker and the Durable Objects of an isolate share them. They do not share promises: in
 * workerd a promise may never settle outside of the request that made it.
 * @type {Map<string, AccessToken>}
 */
const tokens = new Map();

/**
 * @param {{ authority: string, tenantId: string, clientId: string, clientSecret: string }} options
 * @returns {{ getToken(scopes: string | string[]): Promise<AccessToken> }}
 */
export function clientSecretCredential({ authority, tenantId, clientId, clientSecret }) {
  const url = new URL(`/${tenantId}/oauth2/v2.0/token`, authority).href;
  /** The token that this credential returned last. @type {AccessToken | undefined} */
  let returned;

  /** @param {string} scope @returns {Promise<AccessToken>} */
  async function request(scope) {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope,
      }),
      // The secret must not go to another host.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { status } = response;
    if (status !== 200) {
      await response.body?.cancel();
      throw Object.assign(new Error(`Microsoft Entra responded with ${status}.`), { status });
    }
    const { access_token: token, expires_in: seconds } = await response.json();
    return { token, expiresOnTimestamp: Date.now() + Number(seconds) * 1000 };
  }

  return {
    async getToken(scopes) {
      const scope = [scopes].flat().join(' ');
      const key = JSON.stringify([url, clientId, clientSecret, scope]);
      let token = tokens.get(key);
      // Called again with the same token, because the service has rejected it or it expires soon.
      const isUsed = token === returned || (token && token.expiresOnTimestamp - RENEW_BEFORE_MS < Date.now());
      if (!token || isUsed) token = await request(scope);
      tokens.set(key, token);
      returned = token;
      return token;
    },
  };
}
