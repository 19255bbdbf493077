// View tokens: JWTs, signed with HS256, that name the jobs or the document that their holder may see, and expire.
import { SignJWT } from 'jose/jwt/sign';
import { jwtVerify } from 'jose/jwt/verify';

/** Tells view tokens from other tokens that are signed with the same secret. */
const TYPE = 'document-translation-view+jwt';

/** Servers' clocks differ. */
const CLOCK_TOLERANCE_S = 60;

const LONGEST = 4096;

/** The most jobs that one token opens. */
export const MAX_JOBS = 20;

/** The last character of the signature is restricted to the canonical ones: decoders accept others, and rateLimit would count each spelling as another token. */
const FORM = /^[\w-]+\.[\w-]+\.[\w-]{42}[AEIMQUYcgkosw048]$/;

/** @param {string} secret */
const keyOf = (secret) => new TextEncoder().encode(secret);

/** @typedef {{ batchId?: string, batchIds?: readonly string[], documentId?: string }} Claims Either batchId or batchIds; documentId only with batchId. */

/** @typedef {Claims & { iat: number, exp: number, jti?: string }} ViewTokenClaims Of a valid token, as they were signed. `jti` differs for each token. */

/**
 * @param {string} secret
 * @param {Claims} claims
 * @param {number} expiresInSeconds
 * @returns {Promise<string>}
 */
export const signViewToken = (secret, claims, expiresInSeconds) =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: TYPE })
    .setIssuedAt()
    // Makes each token unique, so that rateLimit counts viewers separately whose tokens are created in the same second.
    .setJti(crypto.randomUUID())
    .setExpirationTime(Math.floor(Date.now() / 1000) + expiresInSeconds)
    .sign(keyOf(secret));

/**
 * The jobs that the claims of a token name, in lower case; undefined if the claims are not valid.
 * @param {Record<string, unknown>} claims
 */
function jobsOf({ batchId, batchIds, documentId }) {
  const isOne = batchIds === undefined;
  const ids = isOne ? [batchId] : batchIds;
  const isDocument = isOne && typeof documentId === 'string';
  if ((!isOne && batchId !== undefined) || (documentId !== undefined && !isDocument)) return undefined;
  if (!Array.isArray(ids) || !ids.length || ids.length > MAX_JOBS) return undefined;
  return ids.every((id) => typeof id === 'string') ? ids.map((id) => id.toLowerCase()) : undefined;
}

/**
 * @param {readonly string[]} secrets
 * @param {string} token
 * @param {number} now
 * @returns {Promise<{ batchIds: string[], documentId?: string, until: number, claims: ViewTokenClaims } | undefined>} The ids in lower case, and
 *   the time in ms until which the token is valid; undefined if it is not valid.
 */
export async function readViewToken(secrets, token, now) {
  if (token.length > LONGEST || !FORM.test(token)) return undefined;
  for (const secret of secrets) {
    try {
      const { payload } = await jwtVerify(token, keyOf(secret), {
        algorithms: ['HS256'],
        typ: TYPE,
        requiredClaims: ['exp', 'iat'],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(now),
      });
      const { iat = 0, exp = 0 } = payload;
      const batchIds = jobsOf(payload);
      // A token from the future was not meant to be valid now.
      if (!batchIds || iat * 1000 > now + CLOCK_TOLERANCE_S * 1000) return undefined;
      const documentId = /** @type {string | undefined} */ (payload.documentId)?.toLowerCase();
      return { batchIds, documentId, until: (exp + CLOCK_TOLERANCE_S) * 1000, claims: /** @type {any} */ (payload) };
    } catch {
      // It may be signed with the next secret.
    }
  }
  return undefined;
}
