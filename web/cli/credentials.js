// Where the credential comes from: the environment, a file, or Microsoft Entra.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { UsageError } from './options.js';

/** @typedef {import('../credential.js').Credential} Credential */

/** @param {string} path @param {string} option */
async function readSecret(path, option) {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new UsageError(`--${option}: the file can't be read (${error.code}).`);
  });
  if (!text.trim()) throw new UsageError(`--${option}: the file is empty.`);
  return text.trim();
}

/**
 * @param {string} scope
 * @returns {Promise<import('../credential.js').AccessToken>}
 */
async function azToken(scope) {
  const options = { shell: process.platform === 'win32' };
  const args = ['account', 'get-access-token', '--scope', scope, '--output', 'json'];
  const { stdout } = await promisify(execFile)('az', args, options).catch(() => {
    throw new UsageError("--entra: neither @azure/identity nor a signed-in Azure CLI is there. Run 'az login'.");
  });
  const { accessToken, expires_on: expiresOn, expiresOn: local } = JSON.parse(stdout);
  return { token: accessToken, expiresOnTimestamp: expiresOn ? Number(expiresOn) * 1000 : Date.parse(local) };
}

/**
 * @param {string} scope
 * @returns {Promise<import('../credential.js').AccessToken>}
 */
async function entraToken(scope) {
  const name = '@azure/identity';
  const identity = await import(name).catch(() => undefined);
  return identity ? new identity.DefaultAzureCredential().getToken(scope) : azToken(scope);
}

/**
 * @param {import('./options.js').Arguments} args
 * @param {Record<string, string | undefined>} env
 * @param {(secret: string) => void} hide Told each secret, as it is read.
 * @returns {Promise<Credential | undefined>}
 */
export async function findCredential({ flags, values }, env, hide) {
  const ways = ['no-credential', 'entra', 'key-file', 'token-file'].filter(
    (name) => flags.has(name) || values.has(name),
  );
  if (ways.length > 1) throw new UsageError(`--${ways[0]} and --${ways[1]} exclude each other.`);
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
    await secretOfFile();
    return { token: secretOfFile };
  }
  if (way === 'entra') {
    return {
      async getToken(scope) {
        const token = await entraToken(String(scope));
        hide(token.token);
        return token;
      },
    };
  }
  const key = env.AZURE_DOCUMENT_TRANSLATION_KEY;
  if (!key)
    throw new UsageError(
      'AZURE_DOCUMENT_TRANSLATION_KEY is not set. Set it, or use --key-file, --token-file, --entra or --no-credential.',
    );
  hide(key);
  return { key };
}
