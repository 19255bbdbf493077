// The worker with a fixed time: NOW, in ms.
import { createStatusWorker, optionsFromEnv } from '../../../dist/entries/cloudflare.workerd.js';

export default createStatusWorker((/** @type {any} */ env) => ({ ...optionsFromEnv(env), now: () => env.NOW }));
