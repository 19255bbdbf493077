// Gets an access token of Microsoft Entra from @azure/identity, or from the Azure CLI if that package is not installed.
import { exec, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './errors.js';

const SIGN_IN_MS = 60_000;
/** The possible file names of az on Windows. */
const AZ_SCRIPTS = ['az.cmd', 'az.bat', 'az.exe'];

/** @typedef {import('../module/types.js').AccessToken} AccessToken */

/** @param {unknown} error */
const firstLine = (error) => String(/** @type {any} */ (error)?.message ?? error).split('\n')[0];

/**
 * @param {string} scope
 * @param {AbortSignal} signal
 * @returns {Promise<string>} The output of az, which is JSON.
 */
function runAz(scope, signal) {
  const args = ['account', 'get-access-token', '--scope', scope, '--output', 'json'];
  const options = { timeout: SIGN_IN_MS, signal };
  return new Promise((resolve, reject) => {
    const rejectMissing = () =>
      reject(
        new UsageError('--entra: neither @azure/identity nor the Azure CLI (az) is installed. Install one of them.'),
      );
    /** @type {(error: import('node:child_process').ExecFileException | null, stdout: string, stderr: string) => void} */
    const onExit = (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      if (error.code === 'ENOENT') return rejectMissing();
      const line = stderr.split('\n').find((text) => text.startsWith('ERROR: '));
      const reason = error.killed ? `took more than ${SIGN_IN_MS / 1000} seconds` : 'failed';
      const detail = line?.slice('ERROR: '.length) ?? "Run 'az login' and try again.";
      reject(new UsageError(`--entra: az account get-access-token ${reason}. ${detail}`));
    };
    if (process.platform !== 'win32') return execFile('az', args, options, onExit);
    // On Windows az is a script, so it needs a shell. A shell does not report ENOENT, so the file is looked up first.
    const folders = (process.env.PATH ?? '').split(';');
    if (!folders.some((folder) => AZ_SCRIPTS.some((name) => existsSync(join(folder, name))))) return rejectMissing();
    exec(['az', ...args].join(' '), options, onExit);
  });
}

/**
 * @param {string} scope
 * @param {AbortSignal} signal
 * @returns {Promise<AccessToken>}
 */
async function azToken(scope, signal) {
  const text = await runAz(scope, signal);
  try {
    const { accessToken, expires_on: expiresOn, expiresOn: local } = JSON.parse(text);
    return { token: accessToken, expiresOnTimestamp: expiresOn ? Number(expiresOn) * 1000 : Date.parse(local) };
  } catch {
    throw new UsageError('--entra: az account get-access-token printed no token.');
  }
}

const IDENTITY = '@azure/identity';

/** Whether Node did not find the package, or Yarn's Plug'n'Play hides it because the project does not depend on it. @param {any} error */
const isMissing = ({ code, message }) =>
  ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(code) &&
  [`'${IDENTITY}'`, `tried to access ${IDENTITY} `, `tried to access ${IDENTITY},`].some((part) =>
    message.includes(part),
  );

/** Imports @azure/identity. Returns undefined if it is not installed. */
async function importIdentity() {
  const name = IDENTITY;
  try {
    return await import(name);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new UsageError(`--entra: @azure/identity failed to load: ${firstLine(error)}`);
  }
}

/**
 * Returns a function that gets a token.
 * @param {AbortSignal} signal Aborts a sign-in.
 * @returns {(scope: string) => Promise<AccessToken>}
 */
export function createEntra(signal) {
  /** @type {any} */
  let credential;
  return async (scope) => {
    if (!credential) {
      const identity = await importIdentity();
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
