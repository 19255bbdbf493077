// Where the credential comes from: the environment, a file, or Microsoft Entra.
import { isHeaderText } from '../client/credential.js';
import { require } from './builtin.js';
import { UsageError } from './options.js';

/** @typedef {import('../module/types.js').Credential} Credential */

/** @param {string} secret @param {string} source For messages. */
function checked(secret, source) {
  if (isHeaderText(secret)) return secret;
  throw new UsageError(`${source}: the key or token must be printable ASCII without spaces.`);
}

/** @param {string} path @param {string} option */
async function readSecret(path, option) {
  /** @type {typeof import('node:fs/promises')} */
  const { readFile } = require('node:fs/promises');
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new UsageError(`--${option}: the file cannot be read: ${error.code}.`);
  });
  if (!text.trim()) throw new UsageError(`--${option}: the file is empty.`);
  return checked(text.trim(), `--${option}`);
}

/**
 * @param {import('./options.js').Arguments} args
 * @param {Record<string, string | undefined>} env
 * @param {AbortSignal} signal Ends a sign-in.
 * @param {(secret: string) => void} hide Told each secret, as it is read.
 * @returns {Promise<Credential | undefined>}
 */
export async function findCredential({ flags, values }, env, signal, hide) {
  const ways = ['no-credential', 'entra', 'key-file', 'token-file'].filter(
    (name) => flags.has(name) || values.has(name),
  );
  if (ways.length > 1) throw new UsageError(`--${ways[0]} and --${ways[1]} cannot be combined.`);
  const [way] = ways;
  const file = values.get(way) ?? '';
  const secretOfFile = async () => {
    const secret = await readSecret(file, way);
    hide(secret);
    return secret;
  };
  if (way === 'no-credential') return undefined;
  if (way === 'key-file') return { key: await secretOfFile() };
  if (way === 'token-file') {
    // For another token the file is read again; a pipe can be read but once.
    const first = [await secretOfFile()];
    return { token: async () => first.pop() ?? secretOfFile() };
  }
  if (way === 'entra') {
    const { createEntra } = await import('./entra.js');
    const ask = createEntra(signal);
    return {
      async getToken(scope) {
        const token = await ask(String(scope));
        if (token?.token) hide(token.token);
        return token;
      },
    };
  }
  const key = env.AZURE_DOCUMENT_TRANSLATION_KEY;
  if (!key)
    throw new UsageError(
      'AZURE_DOCUMENT_TRANSLATION_KEY is not set. Set it, or use --key-file, --token-file, --entra or --no-credential.',
    );
  hide(key.trim());
  return { key: checked(key.trim(), 'AZURE_DOCUMENT_TRANSLATION_KEY') };
}
