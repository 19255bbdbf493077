// What the proxy remembers: one snapshot and one question under way for each document, within a bound of bytes.

/** @typedef {import('./upstream.js').Route} Route */
/** @typedef {import('./upstream.js').Snapshot} Snapshot */
/** @typedef {{ waitUntil?(promise: Promise<unknown>): void }} Context */
/** @typedef {{ snapshot?: Snapshot, bytes: number, asked?: Promise<Snapshot>, askedUntil: number }} Entry */
/** @typedef {{ snapshot: Snapshot, from: 'memory' | 'coalesced' | 'asked' }} Found */

/** Of an entry, apart from its texts. */
const ENTRY_BYTES = 1024;

/** More than that many documents at once are not asked for: what is under way takes memory too. */
const MOST_UNDER_WAY = 1000;

/**
 * @param {object} options
 * @param {(route: Route, previous: Snapshot | undefined, ctx: Context | undefined) => Promise<Snapshot>} options.ask
 * @param {(shown: Snapshot, came: Snapshot) => boolean} options.isOlder
 * @param {(why: 'busy' | 'late', previous: Snapshot | undefined) => Snapshot} options.otherwise What is said where nothing can be asked.
 * @param {() => number} options.now
 * @param {number} options.maxBytes
 * @param {number} options.patienceMs
 */
export function createCache({ ask, isOlder, otherwise, now, maxBytes, patienceMs }) {
  /** @type {Map<string, Entry>} Of whom a status is known. The least recently asked for come first. */
  const known = new Map();
  /** @type {Map<string, Entry>} Of whom none is: however many are made up, they drive out none of the above. */
  const unknown = new Map();
  let bytes = 0;
  /** @type {Map<Promise<Snapshot>, number>} Until when each is waited for. In workerd one may never end, when those who wait are gone. */
  const underWay = new Map();

  /** @param {Map<string, Entry>} map @param {string} key */
  function forget(map, key) {
    // Perhaps not the one that is to be kept: while that was asked about, it may have been forgotten and another begun.
    bytes -= map.get(key)?.bytes ?? 0;
    map.delete(key);
  }

  /** @param {string} key @param {Entry} entry */
  function keep(key, entry) {
    for (const map of [known, unknown]) forget(map, key);
    const { reply, newest } = entry.snapshot ?? {};
    // In UTF-16; a status that is shown is the newest one, mostly.
    entry.bytes = ENTRY_BYTES + 2 * ((reply?.body.length ?? 0) + (newest && newest !== reply ? newest.body.length : 0));
    bytes += entry.bytes;
    (newest ? known : unknown).set(key, entry);
    for (const map of [unknown, known])
      for (const oldest of map.keys()) {
        if (bytes <= maxBytes) return;
        forget(map, oldest);
      }
  }

  /** @param {Entry} entry @param {Route} route @param {Context | undefined} ctx */
  async function refresh(entry, route, ctx) {
    const came = await ask(route, entry.snapshot, ctx);
    const shown = entry.snapshot;
    // What is shared with others may be older than what was seen here.
    if (shown && isOlder(shown, came)) entry.snapshot = { ...shown, asked: came.asked, until: came.until };
    else entry.snapshot = { ...came, newest: came.newest ?? shown?.newest };
    keep(route.key, entry);
    return entry.snapshot;
  }

  function isBusy() {
    for (const [asked, until] of underWay) if (until <= now()) underWay.delete(asked);
    return underWay.size >= MOST_UNDER_WAY;
  }

  return {
    /**
     * @param {Route} route
     * @param {Context} [ctx]
     * @returns {Promise<Found>}
     */
    async get(route, ctx) {
      const entry = known.get(route.key) ?? unknown.get(route.key) ?? { bytes: 0, askedUntil: 0 };
      keep(route.key, entry);
      const { snapshot } = entry;
      if (snapshot && now() < snapshot.until) return { snapshot, from: 'memory' };
      const from = entry.asked && now() < entry.askedUntil ? 'coalesced' : 'asked';
      if (from === 'asked') {
        if (isBusy()) return { snapshot: otherwise('busy', snapshot), from: 'memory' };
        const asked = refresh(entry, route, ctx).finally(() => {
          underWay.delete(asked);
          if (entry.asked === asked) entry.asked = undefined;
        });
        entry.asked = asked;
        entry.askedUntil = now() + patienceMs;
        underWay.set(asked, entry.askedUntil);
        ctx?.waitUntil?.(asked.catch(() => {}));
      }
      // Whoever asked may be gone, and in workerd its timers and requests with it: each waiter has a timer of its own.
      const { asked } = entry;
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      let timer;
      /** @type {Promise<Snapshot>} */
      const patience = new Promise((resolve) => {
        timer = setTimeout(() => resolve(otherwise('late', entry.snapshot)), patienceMs);
      });
      try {
        return { snapshot: await Promise.race([/** @type {Promise<Snapshot>} */ (asked), patience]), from };
      } finally {
        clearTimeout(timer);
      }
    },

    get bytes() {
      return bytes;
    },
  };
}
