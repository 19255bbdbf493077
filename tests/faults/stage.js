// All the servers of the matrix at once, the questions to put to them, and the judgement of what came of it.
import { DOCUMENT, KEY, TOKEN } from '../contract/kit.js';
import { makeCertificates } from './certificates.js';
import { faults } from './matrix.js';
import { end, says, startServer } from './servers.js';

/** @typedef {import('./matrix.js').Fault} Fault */
/** @typedef {import('./probe.js').Finding} Finding */
/** @typedef {import('./probe.js').Question} Question */
/** @typedef {import('./servers.js').FaultServer} FaultServer */

/**
 * @typedef {object} Act one fault, ready to be played
 * @property {Fault} fault
 * @property {FaultServer | undefined} server
 * @property {Question} question
 */

/** Nothing takes longer, but for the machine's sake; what must be given up is told so after 250 ms. */
const LONGEST_MS = 15_000;

/** @param {number} index of a question @returns {'key' | 'token'} */
export const credentialOf = (index) => (index % 2 ? 'key' : 'token');

/**
 * Writes the places that a server's replies speak of over their names.
 * @param {import('net').Socket} socket
 * @param {[name: string, place: string][]} places
 */
function fillIn(socket, places) {
  const write = socket.write.bind(socket);
  socket.write = /** @type {any} */ (
    (/** @type {any} */ part, /** @type {any[]} */ ...rest) => {
      let text = Buffer.from(part).toString('latin1');
      for (const [name, place] of places) text = text.replaceAll(name, place);
      return write(Buffer.from(text, 'latin1'), ...rest);
    }
  );
}

/**
 * What is wrong with a finding; nothing, where all is right.
 * @param {Fault} fault
 * @param {Finding} finding
 * @param {number} asked how many requests there were
 */
export function judge(
  { expect, requests, error: members = {} },
  { outcome, error, told, kept, listeners, timers, ms },
  asked,
) {
  const wrong = [];
  const fits = (/** @type {string} */ one) =>
    one === outcome || (one.endsWith('/*') && outcome.startsWith(one.slice(0, -1)));
  if (!expect.some(fits)) wrong.push(`came to ${outcome}, should be ${expect.join(' or ')}`);
  for (const [name, value] of Object.entries(members))
    if (error[name] !== value) wrong.push(`its ${name} is ${error[name]}, should be ${value}`);
  // On a busy machine the time limit may end the last request before the server has read it.
  const fewest = outcome === 'timeout/Timeout' ? requests[0] - 1 : requests[0];
  if (asked < fewest || asked > requests[1]) wrong.push(`${asked} requests, should be ${requests.join(' to ')}`);
  if (told.length) wrong.push(`told the ${told.join(' and the ')}`);
  if (kept.length) wrong.push(`left the ${kept.join(' and the ')} in the module’s memory`);
  if (listeners) wrong.push(`${listeners} listeners left`);
  if (timers) wrong.push(`${timers} timers left`);
  if (ms > LONGEST_MS) wrong.push(`took ${ms} ms`);
  return wrong;
}

/** @param {Fault[]} [wanted] */
export async function openStage(wanted = faults) {
  const certificates = makeCertificates();
  const elsewhere = await startServer(says('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}', end));
  const port = new URL(elsewhere.origin).port;
  /** @type {Act[]} */
  const acts = [];
  for (const [index, fault] of wanted.entries()) {
    const { name, group, serve, early, certificate, tls, ask, end: ending, calls = 1 } = fault;
    const secure = certificate && { key: certificates.key, cert: certificates.certificates[certificate] };
    const server =
      serve &&
      (await startServer(
        (socket, request) => {
          const here = server?.origin ?? '';
          const places = /** @type {[string, string][]} */ ([
            ['ELSEWHERE_BY_NAME', `http://localhost:${port}/of-${index}`],
            ['ELSEWHERE', `${elsewhere.origin}/of-${index}`],
            ['HERE', here + request.path],
          ]);
          if (group === 'redirect' || group === 'TLS') fillIn(socket, places);
          return serve(socket, request);
        },
        { early, secure, options: tls },
      ));
    const own = server ? new URL(server.origin) : undefined;
    const origin = fault.origin?.replace('PORT', own?.port ?? '') ?? server?.origin;
    const document = ask && 'document' in ask ? ask.document : DOCUMENT;
    const endpoint = `${origin}${ask?.path ?? ''}`;
    const credential = credentialOf(index);
    acts.push({
      fault,
      server,
      question: {
        name,
        credential,
        endpoint,
        options: ask?.options ?? {},
        document,
        calls,
        ...(ending && { end: ending }),
      },
    });
  }
  return {
    acts,
    /** A file with the certificate of the authority that the client is to trust. */
    authority: certificates.authority,
    /** What is wrong with a finding. @param {Act} act @param {Finding} finding */
    judge: ({ fault, server }, finding) => judge(fault, finding, server?.requests.length ?? 0),
    /** The requests that came where nobody is to ask. */
    astray: () => elsewhere.requests,
    /** The numbers of the faults whose redirect took the credential along. */
    betrayed: () =>
      new Set(
        elsewhere.requests
          .filter((text) => text.includes(KEY) || text.includes(TOKEN))
          .map((text) => Number(/\/of-(\d+)/.exec(text)?.[1])),
      ),
    /** Resolves when the clients have let all connections go. */
    async idle() {
      await Promise.all([elsewhere, ...acts.flatMap(({ server }) => server ?? [])].map((server) => server.idle()));
    },
    async close() {
      await Promise.all([elsewhere, ...acts.flatMap(({ server }) => server ?? [])].map((server) => server.close()));
      certificates.remove();
    },
  };
}
