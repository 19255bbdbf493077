// What never reaches a terminal, a log or a pipe: signatures and passwords in URLs, and the secrets that the command was given.

/** What is shorter is no secret, but a word that texts may have. */
const SHORTEST_SECRET = 4;

/**
 * @param {string} text
 * @param {string[]} [secrets]
 */
export function mask(text, secrets = []) {
  const hidden = text
    .replace(/((?:\b|%3F|%26)sig(?:=|%3D))[^&"'\s<>\\]+/gi, '$1***')
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/?#@"'\s<>\\]+@/gi, '$1***@');
  return secrets
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), hidden);
}
