// Correct and wrong uses of the worker's types.
import worker, {
  createStatusObject,
  createStatusWorker,
  optionsFromEnv,
  StatusObject,
  type StatusProxyOptions,
  type StatusWorkerEnv,
} from 'document-translation-status/cloudflare';
import { same } from './same.js';

same<ReturnType<typeof optionsFromEnv>, StatusProxyOptions>();
export const respond: (request: Request, env: StatusWorkerEnv) => Promise<Response> = (request, env) =>
  worker.fetch(request, env);

interface Env {
  KEY: string;
}
const optionsOf = ({ KEY }: Env): StatusProxyOptions => ({
  endpoint: 'https://my-resource.cognitiveservices.azure.com',
  credential: { key: KEY },
  public: true,
});
const own = createStatusWorker(optionsOf);
same<Parameters<typeof own.fetch>[1], Env>();
export class OwnObject extends createStatusObject(optionsOf) {}
export class Same extends StatusObject {}

// @ts-expect-error The credential is required.
createStatusWorker(() => ({ endpoint: 'https://my-resource.cognitiveservices.azure.com', public: true }));
