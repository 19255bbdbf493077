// Starts a server for each fault of the matrix, creates the calls to make, and checks the findings.
import { DOCUMENT, KEY, TOKEN } from '../contract/kit.js';
import { makeCertificates } from './certificates.js';
import { faults } from './matrix.js';
import { end, says, startServer } from './servers.js';

/** @typedef {import('./matrix.js').Fault} Fault */
/** @typedef {import('./probe.js').Finding} Finding */
/** @typedef {import('./probe.js').Call} Call */
/** @typedef {import('./servers.js').FaultServer} FaultServer */

/**
 * @typedef {object} Run a fault with its server and the call to make
 * @property {Fault} fault
 * @property {FaultServer | undefined} server
 * @property {Call} call
 */

/** Calls that must time out have a limit of 250 ms. This allows for a busy machine. */
const LONGEST_MS = 15_000;

/** @param {number} index of a fault @returns {'key' | 'token'} */
export const credentialOf = (index) => (index % 2 ? 'key' : 'token');

/**
 * Replaces placeholders such as ELSEWHERE in everything that a server sends by URLs.
 * @param {import('net').Socket} socket
 * @param {[placeholder: string, url: string][]} urls
 */
function replacePlaceholders(socket, urls) {
  const write = socket.write.bind(socket);
  socket.write = /** @type {any} */ (
    (/** @type {any} */ part, /** @type {any[]} */ ...rest) => {
      let text = Buffer.from(part).toString('latin1');
      for (const [placeholder, url] of urls) text = text.replaceAll(placeholder, url);
      return write(Buffer.from(text, 'latin1'), ...rest);
    }
  );
}

/**
 * The problems of a finding; empty if it is as expected.
 * @param {Fault} fault
 * @param {Finding} finding
 * @param {number} received the number of requests
 */
export function problemsOf(
  { expect, requests, error: members = {} },
  { outcome, error, leaked, inMemory, listeners, timers, ms },
  received,
) {
  const problems = [];
  const matches = (/** @type {string} */ expected) =>
    expected === outcome || (expected.endsWith('/*') && outcome.startsWith(expected.slice(0, -1)));
  if (!expect.some(matches)) problems.push(`the outcome is ${outcome}, should be ${expect.join(' or ')}`);
  for (const [name, value] of Object.entries(members))
    if (error[name] !== value) problems.push(`its ${name} is ${error[name]}, should be ${value}`);
  // On a busy machine the time limit may end the last request before the server has read it.
  const fewest = outcome === 'timeout/Timeout' ? requests[0] - 1 : requests[0];
  if (received < fewest || received > requests[1])
    problems.push(`${received} requests, should be ${requests.join(' to ')}`);
  if (leaked.length) problems.push(`revealed the ${leaked.join(' and the ')}`);
  if (inMemory.length) problems.push(`left the ${inMemory.join(' and the ')} in the module’s memory`);
  if (listeners) problems.push(`${listeners} listeners left`);
  if (timers) problems.push(`${timers} timers left`);
  if (ms > LONGEST_MS) problems.push(`took ${ms} ms`);
  return problems;
}

/** @param {Fault[]} [wanted] */
export async function startRuns(wanted = faults) {
  const certificates = makeCertificates();
  const elsewhere = await startServer(says('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}', end));
  const port = new URL(elsewhere.origin).port;
  /** @type {Run[]} */
  const runs = [];
  for (const [index, fault] of wanted.entries()) {
    const { name, group, serve, early, certificate, tls, ask, end: ending } = fault;
    const secure = certificate && { key: certificates.key, cert: certificates.certificates[certificate] };
    const server =
      serve &&
      (await startServer(
        (socket, request) => {
          const here = server?.origin ?? '';
          const urls = /** @type {[string, string][]} */ ([
            ['ELSEWHERE_BY_NAME', `http://localhost:${port}/of-${index}`],
            ['ELSEWHERE', `${elsewhere.origin}/of-${index}`],
            ['HERE', here + request.path],
          ]);
          if (group === 'redirect' || group === 'TLS') replacePlaceholders(socket, urls);
          return serve(socket, request);
        },
        { early, secure, options: tls },
      ));
    const own = server ? new URL(server.origin) : undefined;
    const origin = fault.origin?.replace('PORT', own?.port ?? '') ?? server?.origin;
    const document = ask && 'document' in ask ? ask.document : DOCUMENT;
    const endpoint = `${origin}${ask?.path ?? ''}`;
    const credential = credentialOf(index);
    runs.push({
      fault,
      server,
      call: {
        name,
        credential,
        endpoint,
        options: ask?.options ?? {},
        document,
        ...(ending && { end: ending }),
      },
    });
  }
  return {
    runs,
    /** The path of the certificate of the authority that the client must trust. */
    authority: certificates.authority,
    /** @param {Run} run @param {Finding} finding */
    problemsOf: ({ fault, server }, finding) => problemsOf(fault, finding, server?.requests.length ?? 0),
    /** The requests that the server at ELSEWHERE received. There must be none. */
    redirectedRequests: () => elsewhere.requests,
    /** The indices of the faults whose redirected request contained the credential. */
    faultsWithLeakedCredential: () =>
      new Set(
        elsewhere.requests
          .filter((text) => text.includes(KEY) || text.includes(TOKEN))
          .map((text) => Number(/\/of-(\d+)/.exec(text)?.[1])),
      ),
    /** Resolves when no connection is open. */
    async idle() {
      await Promise.all([elsewhere, ...runs.flatMap(({ server }) => server ?? [])].map((server) => server.idle()));
    },
    async close() {
      await Promise.all([elsewhere, ...runs.flatMap(({ server }) => server ?? [])].map((server) => server.close()));
      certificates.remove();
    },
  };
}
