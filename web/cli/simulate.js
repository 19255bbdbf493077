// The action `simulate`: runs the simulator until the command is interrupted.
import { startSimulator } from '../simulator/simulator.js';
import { UsageError } from './errors.js';
import { NAME } from './options.js';

const DURATION_MS = 30_000;
/** The documents of the job if there is only a number of failures. */
const DOCUMENTS = 4;

/** Returns a line that sets a variable in a POSIX shell or in PowerShell. @param {string} name @param {string | null} value */
const exportLine = (name, value) =>
  process.platform === 'win32' ? `$env:${name} = '${value}'` : `export ${name}=${value}`;

/**
 * Returns the documents of the job, which end one after the other. The first ones fail. Undefined means those of the simulator.
 * @param {import('./arguments.js').Arguments} args
 * @param {number} durationMs
 */
function documentsOf({ values }, durationMs) {
  if (!values.has('documents') && !values.has('fail')) return undefined;
  const count = Number(values.get('documents') ?? DOCUMENTS);
  const failures = Number(values.get('fail') ?? 0);
  if (failures > count) throw new UsageError(`--fail must be at most the number of documents, ${count}.`);
  return Array.from({ length: count }, (_, index) => ({
    scenario: /** @type {'Failed' | 'Succeeded'} */ (index < failures ? 'Failed' : 'Succeeded'),
    durationMs: Math.ceil((durationMs * (index + 1)) / count),
  }));
}

/**
 * @param {import('./arguments.js').Arguments} args
 * @param {Record<string, string | undefined>} env
 * @param {(text: string) => void} print
 * @param {AbortSignal} signal
 */
export async function simulate(args, env, print, signal) {
  const { values, durations } = args;
  const durationMs = durations.get('duration') ?? DURATION_MS;
  const documents = documentsOf(args, durationMs);
  const limit = values.get('throttle');
  const simulator = await startSimulator({
    port: Number(values.get('port') ?? 0),
    documents,
    durationMs,
    startOnRequest: true,
    throttle: limit === undefined ? undefined : { limit: Number(limit), retryAfter: 1 },
  }).catch((error) => {
    throw new UsageError(`--port: the port cannot be used: ${error.message}.`);
  });
  // The last document that succeeds, or the first of those that end differently.
  const document = documents ? simulator.documents[documents.length - 1] : simulator.documents[0];
  const command = `${env.npm_command === 'exec' ? 'npx ' : ''}${NAME} ${simulator.batchId}`;
  print(`${exportLine('AZURE_DOCUMENT_TRANSLATION_ENDPOINT', simulator.url)}
${exportLine('AZURE_DOCUMENT_TRANSLATION_KEY', simulator.key)}
${command} --watch
${command} ${document.id} --watch
`);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await simulator.close();
}
