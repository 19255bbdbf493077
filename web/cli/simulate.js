// The action `simulate`: runs the simulator until the command is interrupted.
import { startSimulator } from '../simulator/simulator.js';
import { UsageError } from './errors.js';

/** Returns a line that sets a variable in a POSIX shell or in PowerShell. @param {string} name @param {string | null} value */
const exportLine = (name, value) =>
  process.platform === 'win32' ? `$env:${name} = '${value}'` : `export ${name}=${value}`;

/**
 * @param {import('./arguments.js').Arguments} args
 * @param {(text: string) => void} print
 * @param {AbortSignal} signal
 */
export async function simulate({ values }, print, signal) {
  const port = Number(values.get('port') ?? 0);
  const simulator = await startSimulator({ port, durationMs: 30_000 }).catch((error) => {
    throw new UsageError(`--port: the port cannot be used: ${error.message}.`);
  });
  const [document] = simulator.documents;
  print(`${exportLine('AZURE_DOCUMENT_TRANSLATION_ENDPOINT', simulator.url)}
${exportLine('AZURE_DOCUMENT_TRANSLATION_KEY', simulator.key)}
# document-translation-status ${simulator.batchId} ${document.id} --watch
`);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await simulator.close();
}
