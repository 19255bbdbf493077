// Starts a simulator and creates a temporary folder for the tests of a file, and removes both after them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { startSimulator } from 'document-translation-status/simulator';

/**
 * @param {import('document-translation-status/simulator').SimulatorOptions} options
 * @param {(folder: string) => Promise<void>} [createFiles] Creates the files of the tests.
 * @returns {{ sim: import('document-translation-status/simulator').Simulator, folder: string, environment: () => Record<string, string> }}
 *   `sim` and `folder` are set before the first test. `environment` returns the variables with which the command uses the simulator.
 */
export function useSimulator(options, createFiles) {
  const context = /** @type {any} */ ({
    environment: () => ({
      AZURE_DOCUMENT_TRANSLATION_ENDPOINT: context.sim.url,
      AZURE_DOCUMENT_TRANSLATION_KEY: context.sim.key ?? '',
    }),
  });
  before(async () => {
    context.sim = await startSimulator(options);
    context.folder = await mkdtemp(join(tmpdir(), 'cli-'));
    await createFiles?.(context.folder);
  });
  after(async () => {
    await context.sim.close();
    await rm(context.folder, { recursive: true });
  });
  return context;
}
