// Runs the faults with plain fetch or with Azure's own JavaScript client, and writes the outcomes as JSON. Argument: 'fetch' or 'official'. Runs on the
// Node version that the official client requires.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { BATCH, DOCUMENT } from '../contract/kit.js';
import { OUTCOMES } from './outcomes.js';
import { credentialFor, restore, secretsIn, SIGNATURES } from './probe.js';

/** A call that takes longer hangs. */
const GIVE_UP_MS = 2000;
const CONCURRENCY = 10;

/** @typedef {import('./probe.js').Call} Call */

/** @param {Call} call @param {any} credential @param {AbortSignal} signal */
async function callWithFetch({ endpoint, document, options }, credential, signal) {
  const key = 'credential' in options ? options.credential?.key : (credential.key ?? credential.token);
  const url = `${endpoint}/translator/document/batches/${BATCH}/documents/${document}?api-version=2024-05-01`;
  const response = await fetch(url, { headers: { 'Ocp-Apim-Subscription-Key': key }, signal });
  const value = await response.json();
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return value;
}

async function loadOfficial() {
  const require = createRequire(new URL('../official/package.json', import.meta.url));
  const load = (/** @type {string} */ name) => import(pathToFileURL(require.resolve(name)).href);
  const { DocumentTranslationClient } = await load('@azure/ai-translation-document');
  const { AzureKeyCredential } = await load('@azure/core-auth');
  /** @param {Call} call @param {any} credential @param {AbortSignal} abortSignal */
  return ({ endpoint, document, options }, credential, abortSignal) => {
    const given =
      'credential' in options ? options.credential : new AzureKeyCredential(credential.key ?? credential.token);
    const { maxRetries = 0, maxRetryDelayMs } = options;
    const client = new DocumentTranslationClient(endpoint, given, {
      allowInsecureConnection: true,
      retryOptions: { maxRetries, maxRetryDelayInMs: maxRetryDelayMs },
    });
    return client.getDocumentStatus(BATCH, document, { abortSignal });
  };
}

process.on('unhandledRejection', () => {});
let input = '';
for await (const chunk of process.stdin.setEncoding('utf8')) input += chunk;
const ask = process.argv[2] === 'fetch' ? callWithFetch : await loadOfficial();

/** The error as a program might log it. @param {Error} error */
function logTextOf(error) {
  try {
    return `${inspect(error, { depth: 8 })}\n${JSON.stringify(error)}`;
  } catch {
    return inspect(error, { depth: 8 });
  }
}

/** @param {any} raw */
async function settle(raw) {
  const call = restore(raw);
  const credential = credentialFor(call);
  const controller = new AbortController();
  const started = performance.now();
  const { end } = call;
  // These clients have no close(), so they are aborted.
  if (end?.afterMs === 0) controller.abort();
  else if (end) setTimeout(() => controller.abort(), end.afterMs);
  const hang = new Promise((resolve) => setTimeout(resolve, GIVE_UP_MS, OUTCOMES.hangs));
  const result = (async () => ask(call, credential, controller.signal))().then(
    (value) =>
      value?.status === 'Running' && value.id === DOCUMENT && value.progress === 0.5 ? 'value' : OUTCOMES.wrongValue,
    (error) => {
      if (!(error instanceof Error)) return OUTCOMES.notAnError;
      return secretsIn(logTextOf(error), { ...SIGNATURES, ...credential }).length ? OUTCOMES.secret : 'error';
    },
  );
  const outcome = await Promise.race([result, hang]);
  controller.abort();
  return { outcome, ms: Math.round(performance.now() - started) };
}

const calls = JSON.parse(input);
const outcomes = [];
for (let at = 0; at < calls.length; at += CONCURRENCY)
  outcomes.push(...(await Promise.all(calls.slice(at, at + CONCURRENCY).map(settle))));
process.stdout.write(JSON.stringify(outcomes), () => process.exit());
