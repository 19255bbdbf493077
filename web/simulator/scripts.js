// The scripted responses of each target, and the next one for a request.

import * as check from './options.js';

/** @typedef {import('./replies.js').Reply} Reply */
/** @typedef {import('./routes.js').Route} Route */

/** @param {import('./options.js').StaleReplies} [staleReplies] */
export function createScripts(staleReplies) {
  /** @type {Map<string, { replies: Reply[], next: number }>} */
  const scripts = new Map();
  let unscriptedCount = 0;

  return {
    /** @param {string} target @param {Reply[]} [replies] */
    set: (target, replies = []) => {
      check.target(target, 'target');
      check.replies(replies, 'replies');
      const name = target.toLowerCase();
      if (replies.length > 0) scripts.set(name, { replies, next: 0 });
      else scripts.delete(name);
    },
    /** @param {Route | undefined} route undefined if the service responds with an error @returns {Reply} */
    next: (route) => {
      const script = scripts.get('*') ?? (route && scripts.get(targetOf(route)));
      if (script) return script.replies[Math.min(script.next++, script.replies.length - 1)];
      if (staleReplies && route?.documentId !== undefined && ++unscriptedCount % (staleReplies.every ?? 2) === 0) {
        return { fault: 'stale', ageMs: staleReplies.ageMs };
      }
      return {};
    },
  };
}

/** @param {Route} route */
function targetOf({ batchId, documents, documentId }) {
  return (
    documentId ?? (batchId === undefined ? 'batches' : `${batchId}${documents ? '/documents' : ''}`)
  ).toLowerCase();
}
