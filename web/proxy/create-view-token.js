// createViewToken: checks what a backend wants a token for, and signs it.
import { isObject, need, needNames } from '../client/options.js';
import { errorOf } from '../module/errors.js';
import { ERROR_BATCH_ID, ERROR_DOCUMENT_ID } from '../module/generated/tables.js';
import { startInstance } from '../module/loader.js';
import { isSecret, SECRET_RULE } from './options.js';
import { areIds } from './routes.js';
import { MAX_JOBS, signViewToken } from './token.js';

/**
 * @typedef {object} ViewTokenOptions
 * @property {string | readonly string[]} secret One of the proxy's viewTokenSecrets; of a list, the first signs.
 * @property {string} [batchId] The job. Required unless batchIds is given.
 * @property {string} [documentId] The only document that the token opens. Default: the job, its list and all its documents.
 * @property {readonly string[]} [batchIds] Instead of batchId and documentId: 1 to 20 jobs, each with its list and all its documents.
 * @property {number} expiresInSeconds How long the token is valid.
 */

/**
 * @param {import('./options.js').Wasm} wasm
 * @param {ViewTokenOptions} options
 * @returns {Promise<string>}
 */
export async function createViewToken(wasm, options) {
  const instance = startInstance(wasm);
  need(isObject(options), 'options', 'createViewToken takes an object.');
  const { secret, batchId, documentId, batchIds, expiresInSeconds } = options;
  // A token with a misspelled documentId would open the whole job.
  needNames(options, ['secret', 'batchId', 'documentId', 'batchIds', 'expiresInSeconds']);
  const secrets = [secret].flat();
  need(secrets.length && secrets.every(isSecret), 'secret', SECRET_RULE);
  need(
    Number.isSafeInteger(expiresInSeconds) && expiresInSeconds > 0,
    'expiresInSeconds',
    'It must be a whole number of seconds, from 1.',
  );
  if (batchIds !== undefined) {
    need(
      Array.isArray(batchIds) && batchIds.length && batchIds.length <= MAX_JOBS,
      'batchIds',
      `It must be a list of 1 to ${MAX_JOBS} job ids.`,
    );
    need(batchId === undefined && documentId === undefined, 'batchIds', 'It replaces batchId and documentId.');
    if (![...batchIds].every((id) => areIds(instance, id))) throw errorOf(ERROR_BATCH_ID, { target: 'batchIds' });
    return signViewToken(secrets[0], { batchIds }, expiresInSeconds);
  }
  if (batchId === undefined || !areIds(instance, batchId)) throw errorOf(ERROR_BATCH_ID);
  if (documentId !== undefined && !areIds(instance, batchId, documentId)) throw errorOf(ERROR_DOCUMENT_ID);
  return signViewToken(secrets[0], { batchId, documentId }, expiresInSeconds);
}
