// A case's way to the simulated service: plain HTTP, so that it works from a page or a worker as from Node.

/**
 * A document of its own for a case, and how to ask for it.
 * @typedef {{ endpoint: string, key: string, token: string, batchId: string, documentId: string }} Scripted
 */

/**
 * A request as the service saw it; `ended` is null while it is under way.
 * @typedef {{ method: string, url: string, headers: Record<string, string>, ended: 'finished' | 'aborted' | 'cut' | null }} Seen
 */

/**
 * @typedef {object} Service
 * @property {(replies: unknown[]) => Promise<Scripted>} document makes a document with these replies, as the simulator scripts them
 * @property {(documentId: string, until?: { count?: number, over?: boolean }) => Promise<Seen[]>} requests resolves
 *   with the requests for a document when `count` have arrived and, with `over`, all of them have ended
 */

/**
 * @param {string} url of the control server
 * @returns {Service}
 */
export function connect(url) {
  /** @param {string} path @param {RequestInit} [init] */
  const call = async (path, init) => {
    const response = await fetch(`${url}${path}`, init);
    if (!response.ok) throw new Error(`The service's control says ${response.status}: ${await response.text()}`);
    return response.json();
  };
  return {
    document: (replies) => call('/documents', { method: 'POST', body: JSON.stringify(replies) }),
    requests: (documentId, { count = 0, over = false } = {}) =>
      call(`/requests?document=${documentId}&count=${count}${over ? '&over' : ''}`),
  };
}
