// What the simulator's tests share: a simulator whose time stands still, and a plain way to ask it.

import { startSimulator } from '../../web/entries/simulator.js';

export const START = Date.UTC(2026, 7, 1, 9, 30, 15, 250);
export const UNKNOWN_ID = '11111111-2222-3333-4444-555555555555';
export const REFERENCE_PATH = '/translator/text/batch/v1.0-preview.1/batches';

/** A test that may wait for something that never comes. */
export const BOUNDED = { timeout: 20_000 };

/**
 * @param {import('node:test').TestContext} t the simulator is closed when that test is over
 * @param {import('../../web/entries/simulator.js').SimulatorOptions} [options]
 */
export async function simulate(t, options) {
  const sim = await startSimulator({ now: () => START, ...options });
  t.after(() => sim.close());
  return sim;
}

/** The key's header. @param {{ key: string | null }} sim */
export const withKey = ({ key }) => ({ 'Ocp-Apim-Subscription-Key': key ?? '' });

/**
 * @param {import('../../web/entries/simulator.js').Simulator} sim
 * @param {string} path
 * @param {RequestInit} [init]
 */
export async function ask(sim, path, init) {
  const response = await fetch(sim.url + path, { headers: withKey(sim), redirect: 'manual', ...init });
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, text, json: headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined };
}

/** The reference's path of a document. @param {{ id: string, batchId: string }} document */
export const pathOf = ({ id, batchId }) => `${REFERENCE_PATH}/${batchId}/documents/${id}`;
