// Helpers of the simulator's tests: a simulator whose clock stands still, and requests to it.

import { startSimulator } from '../../web/entries/simulator.js';

export const START = Date.UTC(2026, 7, 1, 9, 30, 15, 250);
export const UNKNOWN_ID = '11111111-2222-3333-4444-555555555555';
export const REFERENCE_PATH = '/translator/text/batch/v1.0-preview.1/batches';

/** For tests that could wait forever. */
export const BOUNDED = { timeout: 20_000 };

/**
 * Starts a simulator that is closed at the end of the test.
 * @param {import('node:test').TestContext} t
 * @param {import('../../web/entries/simulator.js').SimulatorOptions} [options]
 */
export async function simulate(t, options) {
  const sim = await startSimulator({ now: () => START, ...options });
  t.after(() => sim.close());
  return sim;
}

/** The header with the key. @param {{ key: string | null }} sim */
export const withKey = ({ key }) => ({ 'Ocp-Apim-Subscription-Key': key ?? '' });

/**
 * Sends a request with the key, and reads the whole response.
 * @param {import('../../web/entries/simulator.js').Simulator} sim
 * @param {string} path
 * @param {RequestInit} [init]
 */
export async function fetchFrom(sim, path, init) {
  const response = await fetch(sim.url + path, { headers: withKey(sim), redirect: 'manual', ...init });
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, text, json: headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined };
}

/** The path of a document in v1.0-preview.1. @param {{ id: string, batchId: string }} document */
export const pathOf = ({ id, batchId }) => `${REFERENCE_PATH}/${batchId}/documents/${id}`;
