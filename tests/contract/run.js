// Runs the contract list where there is no test runner: one case after the other, each with a time limit.

import * as assert from './assert.js';
import { cases } from './cases.js';

export const CASE_TIMEOUT_MS = 30_000;

/** @typedef {{ name: string, error?: string, skipped?: boolean }} Result */

/** Describes the runtime, as far as code in it can tell. @returns {import('./kit.js').Runtime} */
export function describeRuntime() {
  const isPage = typeof window === 'object' && typeof document === 'object';
  const isWorker =
    'WorkerGlobalScope' in globalThis && typeof navigator === 'object' && /Mozilla/.test(navigator.userAgent);
  let hasCacheOption = true;
  try {
    new Request('https://localhost/', { cache: 'no-store' });
  } catch {
    hasCacheOption = false;
  }
  const isWorkerd = globalThis.navigator?.userAgent === 'Cloudflare-Workers';
  const { node, deno } = globalThis.process?.versions ?? {};
  const namesConnectionErrors = node !== undefined && deno === undefined && !isPage;
  return { isPage, isBrowser: isPage || isWorker, isWorkerd, namesConnectionErrors, hasCacheOption };
}

/**
 * @param {Omit<import('./kit.js').Tools, 'assert' | 'runtime'> & { runtime?: import('./kit.js').Runtime }} given
 * @param {(result: Result) => void} [report] called after each case
 * @returns {Promise<Result[]>}
 */
export async function runCases({ runtime = describeRuntime(), ...given }, report = () => {}) {
  const results = [];
  for (const { name, when, run } of cases) {
    /** @type {Result} */
    const result = { name };
    if (when && !when(runtime)) result.skipped = true;
    else result.error = await within(CASE_TIMEOUT_MS, async () => run({ ...given, assert, runtime }));
    if (result.error === undefined) delete result.error;
    results.push(result);
    report(result);
  }
  return results;
}

/**
 * @param {number} ms
 * @param {() => Promise<void>} run
 * @returns {Promise<string | undefined>} what went wrong
 */
function within(ms, run) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(`It took more than ${ms} ms`), ms);
    run().then(
      () => {
        clearTimeout(timer);
        resolve(undefined);
      },
      (error) => {
        clearTimeout(timer);
        resolve(`${error}\n${error?.stack}`); // the message is not in every runtime's stack
      },
    );
  });
}
