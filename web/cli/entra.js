// A token of Microsoft Entra: from @azure/identity, or from the Azure CLI.
import { exec, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './options.js';

const SIGN_IN_MS = 60_000;
/** What az may be on Windows. */
const AZ_SCRIPTS = ['az.cmd', 'az.bat', 'az.exe'];

/** @typedef {import('../module/types.js').AccessToken} AccessToken */

/** @param {unknown} error */
const firstLine = (error) => String(/** @type {any} */ (error)?.message ?? error).split('\n')[0];

/**
 * @param {string} scope
 * @param {AbortSignal} signal
 * @returns {Promise<string>}
 */
function askAz(scope, signal) {
  const args = ['account', 'get-access-token', '--scope', scope, '--output', 'json'];
  const options = { timeout: SIGN_IN_MS, signal };
  return new Promise((resolve, reject) => {
    const missing = () =>
      reject(
        new UsageError('--entra: neither @azure/identity nor the Azure CLI (az) is installed. Install one of them.'),
      );
    /** @type {(error: import('node:child_process').ExecFileException | null, stdout: string, stderr: string) => void} */
    const onEnd = (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      if (error.code === 'ENOENT') return missing();
      const said = stderr.split('\n').find((line) => line.startsWith('ERROR: '));
      const why = error.killed ? `took more than ${SIGN_IN_MS / 1000} seconds` : 'failed';
      const what = said?.slice('ERROR: '.length) ?? "Run 'az login' and try again.";
      reject(new UsageError(`--entra: az account get-access-token ${why}. ${what}`));
    };
    if (process.platform !== 'win32') return execFile('az', args, options, onEnd);
    // There az is a script, which only a shell runs; and a shell doesn't tell that there is none.
    const folders = (process.env.PATH ?? '').split(';');
    if (!folders.some((folder) => AZ_SCRIPTS.some((name) => existsSync(join(folder, name))))) return missing();
    exec(['az', ...args].join(' '), options, onEnd);
  });
}

/**
 * @param {string} scope
 * @param {AbortSignal} signal
 * @returns {Promise<AccessToken>}
 */
async function azToken(scope, signal) {
  const text = await askAz(scope, signal);
  try {
    const { accessToken, expires_on: expiresOn, expiresOn: local } = JSON.parse(text);
    return { token: accessToken, expiresOnTimestamp: expiresOn ? Number(expiresOn) * 1000 : Date.parse(local) };
  } catch {
    throw new UsageError('--entra: az account get-access-token printed no token.');
  }
}

async function findIdentity() {
  const name = '@azure/identity';
  try {
    return await import(name);
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name}'`)) return undefined;
    throw new UsageError(`--entra: @azure/identity failed to load: ${firstLine(error)}`);
  }
}

/**
 * @param {AbortSignal} signal Ends a sign-in.
 * @returns {(scope: string) => Promise<AccessToken>}
 */
export function createEntra(signal) {
  /** @type {any} */
  let credential;
  return async (scope) => {
    if (!credential) {
      const identity = await findIdentity();
      if (!identity) return azToken(scope, signal);
      credential = new identity.DefaultAzureCredential();
    }
    try {
      return await credential.getToken(scope, { abortSignal: signal });
    } catch (error) {
      throw new UsageError(`--entra: @azure/identity returned no token: ${firstLine(error)}`, { cause: error });
    }
  };
}
