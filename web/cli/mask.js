// Masks secrets in all output: signatures and passwords in URLs, and the key or token of this call.

/** A shorter secret is not masked, because it could be a part of ordinary words. */
const MIN_SECRET_LENGTH = 4;

/**
 * @param {string} text
 * @param {string[]} [secrets]
 */
export function mask(text, secrets = []) {
  const masked = text
    .replace(/((?:\b|%3F|%26)sig(?:=|%3D))[^&"'\s<>\\]+/gi, '$1***')
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/?#@"'\s<>\\]+@/gi, '$1***@');
  return (
    secrets
      // A secret inside JSON is escaped.
      .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
      .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
      .reduce((rest, secret) => rest.replaceAll(secret, '***'), masked)
  );
}
