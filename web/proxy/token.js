// View tokens: which batch, or which document of it, who shows one may look at, and until when. Signed by HS256.
import { SignJWT } from 'jose/jwt/sign';
import { jwtVerify } from 'jose/jwt/verify';

/** Keeps tokens that were signed with the same secret for something else from being taken for view tokens, and the other way round. */
const TYPE = 'document-translation-view+jwt';

/** Servers' clocks differ. */
const CLOCK_TOLERANCE_S = 60;

const LONGEST = 4096;

/** The one spelling that a signature of 32 bytes has: other ones, which decoders take too, would each count as a token of its own. */
const FORM = /^[\w-]+\.[\w-]+\.[\w-]{42}[AEIMQUYcgkosw048]$/;

/** @param {string} secret */
const keyOf = (secret) => new TextEncoder().encode(secret);

/**
 * @param {string} secret
 * @param {{ batchId: string, documentId?: string }} claims
 * @param {number} expiresInSeconds
 * @returns {Promise<string>}
 */
export const signViewToken = (secret, { batchId, documentId }, expiresInSeconds) =>
  new SignJWT({ batchId, ...(documentId && { documentId }) })
    .setProtectedHeader({ alg: 'HS256', typ: TYPE })
    .setIssuedAt()
    // Viewers for whom tokens are made in the same second are counted apart.
    .setJti(crypto.randomUUID())
    .setExpirationTime(Math.floor(Date.now() / 1000) + expiresInSeconds)
    .sign(keyOf(secret));

/**
 * @param {readonly string[]} secrets
 * @param {string} token
 * @param {number} now
 * @returns {Promise<{ batchId: string, documentId?: string, until: number } | undefined>} Until when it holds, in ms; nothing where it doesn't.
 */
export async function readViewToken(secrets, token, now) {
  if (token.length > LONGEST || !FORM.test(token)) return undefined;
  for (const secret of secrets) {
    try {
      const { payload } = await jwtVerify(token, keyOf(secret), {
        algorithms: ['HS256'],
        typ: TYPE,
        requiredClaims: ['exp', 'iat', 'batchId'],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(now),
      });
      const { batchId, documentId, iat = 0, exp = 0 } = payload;
      if (typeof batchId !== 'string' || (documentId !== undefined && typeof documentId !== 'string')) return undefined;
      // From a clock that is far ahead; who made it can't have meant it to hold now.
      if (iat * 1000 > now + CLOCK_TOLERANCE_S * 1000) return undefined;
      return { batchId, documentId, until: (exp + CLOCK_TOLERANCE_S) * 1000 };
    } catch {
      // Perhaps another secret's.
    }
  }
  return undefined;
}
