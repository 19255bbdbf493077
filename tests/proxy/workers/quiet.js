// The worker without its log, which would take most of the time under load.
import { createStatusObject, createStatusWorker, optionsFromEnv } from '../../../dist/entries/cloudflare.workerd.js';

/** @param {any} env */
const optionsOf = (env) => ({ ...optionsFromEnv(env), onEvent: undefined });

export const StatusObject = createStatusObject(optionsOf);

export default createStatusWorker(optionsOf);
