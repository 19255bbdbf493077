// Gives the tests of a file a simulator, a folder of their own, and the environment in which the command asks that simulator.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { startSimulator } from 'document-translation-status/simulator';

/**
 * @param {import('document-translation-status/simulator').SimulatorOptions} options
 * @param {(folder: string) => Promise<void>} [fill] Makes the files that the tests want.
 * @returns {{ sim: import('document-translation-status/simulator').Simulator, folder: string, environment: () => Record<string, string> }}
 */
export function stage(options, fill) {
  const place = /** @type {any} */ ({
    environment: () => ({
      AZURE_DOCUMENT_TRANSLATION_ENDPOINT: place.sim.url,
      AZURE_DOCUMENT_TRANSLATION_KEY: place.sim.key ?? '',
    }),
  });
  before(async () => {
    place.sim = await startSimulator(options);
    place.folder = await mkdtemp(join(tmpdir(), 'cli-'));
    await fill?.(place.folder);
  });
  after(async () => {
    await place.sim.close();
    await rm(place.folder, { recursive: true });
  });
  return place;
}
