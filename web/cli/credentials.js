// Finds the credential: in the environment, in a file, or at Microsoft Entra.
import { isHeaderText } from '../client/credential.js';
import { require } from './builtin.js';
import { UsageError } from './errors.js';

/** @typedef {import('../module/types.js').Credential} Credential */

const OPTIONS = ['no-credential', 'entra', 'key-file', 'token-file'];

/** @param {string} secret @param {string} source For the error message. */
function checkSecret(secret, source) {
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
  return checkSecret(text.trim(), `--${option}`);
}

/**
 * @param {import('./arguments.js').Arguments} args
 * @param {Record<string, string | undefined>} env
 * @param {AbortSignal} signal Aborts a sign-in.
 * @param {(secret: string) => void} hide Called with each secret when it is read, so that the output masks it.
 * @returns {Promise<Credential | undefined>}
 */
export async function findCredential({ flags, values }, env, signal, hide) {
  const [option, other] = OPTIONS.filter((name) => flags.has(name) || values.has(name));
  if (other) throw new UsageError(`--${option} and --${other} cannot be combined.`);
  const file = values.get(option) ?? '';
  const readFile = async () => {
    const secret = await readSecret(file, option);
    hide(secret);
    return secret;
  };
  if (option === 'no-credential') return undefined;
  if (option === 'key-file') return { key: await readFile() };
  if (option === 'token-file') {
    // The file is read again for each new token. The first token is kept, because a pipe can be read only once.
    const first = [await readFile()];
    return { token: async () => first.pop() ?? readFile() };
  }
  if (option === 'entra') {
    const { createEntra } = await import('./entra.js');
    const requestToken = createEntra(signal);
    return {
      async getToken(scope) {
        const token = await requestToken(String(scope));
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
  return { key: checkSecret(key.trim(), 'AZURE_DOCUMENT_TRANSLATION_KEY') };
}
