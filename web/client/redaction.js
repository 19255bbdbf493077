// Removes the client's own credential from text of the service.

/** A shorter credential could be a word of the message. */
const SHORTEST_SECRET = 8;

/**
 * Gateways quote the request in their error messages, sometimes only its beginning. So this masks each part of the text that starts with the
 * first characters of the credential, up to the first character that differs from it.
 * @param {string} text
 * @param {string} secret
 */
export function hideSecret(text, secret) {
  if (secret.length < SHORTEST_SECRET) return text;
  const [before, ...parts] = text.split(secret.slice(0, SHORTEST_SECRET));
  const hidden = parts.map((part) => {
    let more = 0;
    while (more < part.length && part[more] === secret[SHORTEST_SECRET + more]) more++;
    return '*'.repeat(SHORTEST_SECRET + more) + part.slice(more);
  });
  return before + hidden.join('');
}
