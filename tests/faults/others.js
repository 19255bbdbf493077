// The matrix's questions put to plain fetch, or to Azure's own JavaScript client: what becomes of each, as JSON. Argument: 'fetch'
// or 'official'. Runs on the Node that the official client asks for.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { BATCH, DOCUMENT } from '../contract/kit.js';
import { proofOf, restore, secretsIn, SIGNATURES } from './probe.js';

/** Nothing here is slower than that unless it waits for ever. */
const GIVE_UP_MS = 2000;
const AT_ONCE = 10;

/** @typedef {import('./probe.js').Question} Question */

/** @param {Question} question @param {any} proof @param {AbortSignal} signal */
async function plain({ endpoint, document, options }, proof, signal) {
  const key = 'credential' in options ? options.credential?.key : (proof.key ?? proof.token);
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
  /** @param {Question} question @param {any} proof @param {AbortSignal} abortSignal */
  return ({ endpoint, document, options }, proof, abortSignal) => {
    const given = 'credential' in options ? options.credential : new AzureKeyCredential(proof.key ?? proof.token);
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
const ask = process.argv[2] === 'fetch' ? plain : await loadOfficial();

/** What a program would log of it. @param {Error} error */
function logged(error) {
  try {
    return `${inspect(error, { depth: 8 })}\n${JSON.stringify(error)}`;
  } catch {
    return inspect(error, { depth: 8 });
  }
}

/** @param {any} raw */
async function settle(raw) {
  const question = restore(raw);
  const proof = proofOf(question);
  const controller = new AbortController();
  const started = performance.now();
  const { end } = question;
  // They have no close(): an abort stands for it.
  if (end?.afterMs === 0) controller.abort();
  else if (end) setTimeout(() => controller.abort(), end.afterMs);
  const hang = new Promise((resolve) => setTimeout(resolve, GIVE_UP_MS, 'hangs'));
  const call = (async () => ask(question, proof, controller.signal))().then(
    (value) =>
      value?.status === 'Running' && value.id === DOCUMENT && value.progress === 0.5 ? 'value' : 'wrong value',
    (error) => {
      if (!(error instanceof Error)) return 'throws what is no error';
      return secretsIn(logged(error), { ...SIGNATURES, ...proof }).length ? 'tells a secret' : 'error';
    },
  );
  const outcome = await Promise.race([call, hang]);
  controller.abort();
  return { outcome, ms: Math.round(performance.now() - started) };
}

const questions = JSON.parse(input);
const outcomes = [];
for (let at = 0; at < questions.length; at += AT_ONCE)
  outcomes.push(...(await Promise.all(questions.slice(at, at + AT_ONCE).map(settle))));
process.stdout.write(JSON.stringify(outcomes), () => process.exit());
