// What the proxy remembers: one reply per document, one request under way per document, and for how long either holds.

/** @typedef {{ status: number, headers: Record<string, string>, body: string }} Reply */
/** @typedef {{ reply: Reply, retryAfterMs?: number, document?: import('../index.js').DocumentStatus }} Answer */
/** @typedef {{ answer?: Answer, newest?: Answer, until: number, asked?: Promise<Answer> }} Entry newest: the last status, whatever failed since. */

/**
 * @param {object} options
 * @param {(batchId: string, documentId: string) => Promise<Answer>} options.ask
 * @param {() => Answer} options.late The answer for whom nothing came in time.
 * @param {(status: string) => boolean} options.isTerminal
 * @param {(shown: any, came: any) => Promise<boolean>} options.isStale
 * @param {() => number} options.now
 * @param {number} options.minIntervalMs
 * @param {number} options.terminalMs
 * @param {number} options.maxDocuments
 * @param {number} options.timeoutMs
 */
export function createCache({
  ask,
  late,
  isTerminal,
  isStale,
  now,
  minIntervalMs,
  terminalMs,
  maxDocuments,
  timeoutMs,
}) {
  /** @type {Map<string, Entry>} The least recently asked for first. */
  const entries = new Map();

  /** @param {Entry} entry @param {string} batchId @param {string} documentId */
  async function refresh(entry, batchId, documentId) {
    const came = await ask(batchId, documentId);
    const { document } = came;
    const stale = document && entry.newest?.document && (await isStale(entry.newest.document, document));
    if (document && !stale) entry.newest = came;
    entry.answer = stale ? entry.newest : came;
    const answer = /** @type {Answer} */ (entry.answer);
    const ended = answer.document && isTerminal(answer.document.status);
    entry.until = now() + (ended ? terminalMs : Math.max(minIntervalMs, came.retryAfterMs ?? 0));
    return answer;
  }

  return {
    /**
     * @param {string} batchId @param {string} documentId
     * @param {{ waitUntil?(promise: Promise<unknown>): void }} [ctx]
     * @returns {Promise<{ reply: Reply, waitMs: number }>}
     */
    async get(batchId, documentId, ctx) {
      const key = `${batchId}/${documentId}`.toLowerCase();
      const entry = entries.get(key) ?? { until: -Infinity };
      entries.delete(key);
      entries.set(key, entry);
      for (const oldest of entries.keys()) {
        if (entries.size <= maxDocuments) break;
        entries.delete(oldest);
      }
      if (entry.answer && now() < entry.until) return { reply: entry.answer.reply, waitMs: entry.until - now() };
      if (!entry.asked) {
        const asked = refresh(entry, batchId, documentId).finally(() => {
          if (entry.asked === asked) entry.asked = undefined;
        });
        entry.asked = asked;
        ctx?.waitUntil?.(asked.catch(() => {}));
      }
      // The one who asked may be gone, and its timers with it: each waiter has its own.
      const { asked } = entry;
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      let timer;
      const patience = new Promise((resolve) => {
        timer = setTimeout(() => {
          if (entry.asked === asked) entry.asked = undefined;
          resolve(late());
        }, timeoutMs + 1000);
      });
      try {
        const { reply } = await Promise.race([asked, patience]);
        return { reply, waitMs: Math.max(0, entry.until - now()) };
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
