// Runs the actions that send requests to the service, `status` and `list`: finds the targets and the credential, and creates the clients.
import { createClients } from './clients.js';
import { checkHosts } from './credential-host.js';
import { findCredential } from './credentials.js';
import { isPlainNode, nodeFetch } from './http.js';
import { EXIT_CODES } from './options.js';
import { hasProxyAgents, proxyProblem, proxyVariable, proxyVariables } from './proxies.js';
import { actionOf } from './arguments.js';
import { showStatus } from './status.js';
import { findTargets } from './targets.js';

const INPUT_HINT = `Waiting for URLs, one on each line. ${process.platform === 'win32' ? 'Ctrl-Z and Enter end' : 'Ctrl-D ends'} the list.\n`;

/** The most connections to one host. */
const MAX_SOCKETS = 8;

/** @typedef {import('./arguments.js').Arguments} Arguments */
/** @typedef {import('./output/report.js').Report} Report */
/** @typedef {import('./output/screen.js').Output} Output */
/** @typedef {import('../module/types.js').DocumentTranslationClient} Client */

/**
 * @typedef {object} Session The process of one call, with masked outputs.
 * @property {AsyncIterable<Uint8Array | string> & { isTTY?: boolean }} stdin
 * @property {Output} stdout
 * @property {Output} stderr
 * @property {Record<string, string | undefined>} env
 * @property {AbortSignal} signal Ends the call.
 * @property {(secret: string) => void} hide Masks a secret in the outputs.
 */

/**
 * Returns a fetch whose errors name the variable of the proxy that was used: they name the proxy's address, or no host at all.
 * @param {typeof globalThis.fetch} fetch
 * @param {Session['env']} env
 * @returns {typeof globalThis.fetch}
 */
const namingProxy = (fetch, env) => (url, init) =>
  fetch(url, init).catch((error) => {
    const name = proxyVariable(String(url), env);
    if (name && !init?.signal?.aborted) error.message += ` (through the proxy in ${name})`;
    throw error;
  });

/**
 * Creates the fetch of all requests, and its recorder with --record. The client adds advice about proxies only to errors of its own fetch.
 * @param {Arguments} args
 * @param {boolean} usesProxy
 * @param {Session['env']} env
 * @param {Report} report
 */
async function createFetch({ values }, usesProxy, env, report) {
  /** @type {typeof globalThis.fetch} */
  let fetch = (url, init) => globalThis.fetch(url, init);
  if (usesProxy) fetch = namingProxy(nodeFetch(MAX_SOCKETS, proxyVariables(env)), env);
  else if (isPlainNode(env)) fetch = nodeFetch(MAX_SOCKETS);
  const path = values.get('record');
  if (path === undefined) return { fetch };
  const { createRecorder } = await import('./recording/recorder.js');
  const recorder = createRecorder(path, report.note);
  return { fetch: recorder.wrap(fetch), recorder };
}

/**
 * @param {Arguments} args
 * @param {Report} report
 * @param {Session} session
 * @returns {Promise<number>} The exit code.
 */
export async function runServiceAction(args, report, session) {
  const { stdin, env, signal, hide } = session;
  const { flags, operands } = args;
  if (operands[0] === '-' && stdin.isTTY && !report.isQuiet) report.note(INPUT_HINT);
  const targets = await findTargets(args, stdin, env, signal);
  const credential = await findCredential(args, env, signal, hide);
  if (credential) checkHosts(targets, env);
  const proxy = targets.map(({ endpoint }) => proxyVariable(endpoint, env)).find(Boolean);
  const problem = proxy && proxyProblem(proxy, env);
  const usesProxy = proxy !== undefined && !problem && hasProxyAgents();
  const { fetch, recorder } = await createFetch(args, usesProxy, env, report);
  const isVerbose = flags.has('verbose') || flags.has('debug');
  const onAttempt = isVerbose ? report.showAttempt : undefined;
  const clients = await createClients(targets, { credential, fetch, onAttempt }, args);
  if (problem) report.note(`${problem}\n`);
  try {
    recorder?.open();
    const client = /** @type {Client} */ (clients.get(targets[0]));
    if (actionOf(args) === 'list') {
      const { listJobs } = await import('./list.js');
      await listJobs(client, args, { ...session, color: report.hasColor });
      return EXIT_CODES.ok;
    }
    if (flags.has('latest')) {
      const { findNewestJob } = await import('./list.js');
      targets[0].batchId = await findNewestJob(client, signal);
    }
    return await showStatus(targets, clients, args, report, signal);
  } finally {
    for (const client of clients.values()) client.close();
    recorder?.close();
  }
}
