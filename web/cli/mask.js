// What never reaches a terminal, a log or a pipe: signatures in URLs, and the secrets that the command was given.

/**
 * @param {string} text
 * @param {string[]} [secrets]
 */
export function mask(text, secrets = []) {
  const hidden = text.replace(/(\bsig(?:=|%3D))[^&"'\s<>\\]+/gi, '$1***');
  return secrets.filter(Boolean).reduce((rest, secret) => rest.replaceAll(secret, '***'), hidden);
}
