// The subcommand that runs the simulator until it is interrupted.
import { startSimulator } from '../simulator/simulator.js';
import { UsageError } from './options.js';

/** A line that sets a variable, for the shell that people have. @param {string} name @param {string | null} value */
const setting = (name, value) =>
  process.platform === 'win32' ? `$env:${name} = '${value}'` : `export ${name}=${value}`;

/**
 * @param {import('./options.js').Arguments} args
 * @param {(text: string) => void} print
 * @param {AbortSignal} signal
 */
export async function simulate({ values }, print, signal) {
  const port = Number(values.get('port') ?? 0);
  const simulator = await startSimulator({ port, durationMs: 30_000 }).catch((error) => {
    throw new UsageError(`--port: the port cannot be used: ${error.message}.`);
  });
  const [document] = simulator.documents;
  print(`${setting('AZURE_DOCUMENT_TRANSLATION_ENDPOINT', simulator.url)}
${setting('AZURE_DOCUMENT_TRANSLATION_KEY', simulator.key)}
# document-translation-status ${simulator.batchId} ${document.id} --watch
`);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await simulator.close();
}
