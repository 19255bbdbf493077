// Cases that prove in whose async context a client works, for every runtime with AsyncLocalStorage. Two users share a process: whatever the
// client does for one of them must run in that user's context, even if the other one ended a request, freed a place or aborted.

const BATCH = '727bf148-f327-47a0-9481-abae6362f11e';
const ID = '00000000-0000-0000-0000-00000000000';
const FAST = { minIntervalMs: 1, maxIntervalMs: 5 };

/** @typedef {'alice' | 'bob'} User */
/** @typedef {{ at: string, user: string | undefined, document: string }} Call */

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

/** Waits until something is true, and fails after some seconds. @param {() => unknown} isTrue */
async function until(isTrue) {
  for (let turns = 0; !isTrue(); turns++) {
    if (turns > 3000) throw new Error(`It never became true: ${isTrue}`);
    await turn();
  }
}

/** @param {unknown} actual @param {unknown} expected @param {string} what */
function same(actual, expected, what) {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${what}: ${one} instead of ${other}`);
}

/**
 * A service whose responses the case sends, and a record of who called what.
 * @param {any} storage an AsyncLocalStorage
 */
function createStage(storage) {
  /** @type {Call[]} */
  const calls = [];
  /** @type {(Call & { respond: (status: number, body?: object) => void })[]} The requests without a response. */
  const open = [];
  let seconds = 0;
  const record = (/** @type {string} */ at, document = '') => {
    const call = { at, user: /** @type {string | undefined} */ (storage.getStore()), document };
    calls.push(call);
    return call;
  };
  return {
    calls,
    open,
    record,
    /** The users that made these calls, in order. @param {string} at */
    usersOf: (at, document = '') =>
      calls.filter((call) => call.at === at && (!document || call.document === document)).map(({ user }) => user),
    /** @param {any} url @param {any} init */
    fetch: (url, { signal }) =>
      new Promise((resolve, reject) => {
        const document = /\/documents\/[^?]*(\d)/.exec(String(url))?.[1] ?? '';
        const request = {
          ...record('fetch', document),
          respond: (/** @type {number} */ status, /** @type {object} */ body = {}) => {
            open.splice(open.indexOf(request), 1);
            resolve(new Response(JSON.stringify(body), { status }));
          },
        };
        open.push(request);
        signal.addEventListener('abort', () => {
          if (open.includes(request)) open.splice(open.indexOf(request), 1);
          reject(signal.reason);
        });
      }),
    /** @param {string} status @param {string} document */
    body: (status, document) => ({
      createdDateTimeUtc: '2024-05-01T10:00:00Z',
      lastActionDateTimeUtc: new Date(Date.UTC(2024, 4, 1, 10, 0, ++seconds)).toISOString(),
      status,
      to: 'fr',
      summary: { total: 0, failed: 0, success: 0, inProgress: 0, notYetStarted: 0, cancelled: 0 },
      id: document ? ID + document : BATCH,
    }),
  };
}

/** @typedef {ReturnType<typeof createStage>} Stage */

/**
 * Reads a watch to its end as a user, and records in whose context each change arrives.
 * @param {Stage} stage @param {any} storage @param {any} client @param {User} user @param {string} document @param {object} [options]
 */
const read = (stage, storage, client, user, document, options = {}) =>
  storage.run(user, async () => {
    const onOutage = () => void stage.record(`${user}'s onOutage`);
    const watch = document
      ? client.watchDocument(BATCH, ID + document, { ...FAST, onOutage, ...options })
      : client.watchBatch(BATCH, { ...FAST, onOutage, ...options });
    for await (const _ of watch) stage.record(`${user}'s loop`);
    stage.record(`${user}'s end`);
  });

/**
 * Responds to one request after the other until all watches are read. Each response frees the place for the other user's request.
 * @param {Stage} stage @param {boolean} isIsolated @param {Promise<unknown>[]} reads
 * @param {(request: any, count: number) => void} respond
 */
async function respondInTurn(stage, isIsolated, reads, respond) {
  let areOver = false;
  const all = Promise.all(reads).finally(() => {
    areOver = true;
  });
  for (let count = 0; ; count++) {
    await until(() => stage.open.length || areOver);
    if (areOver) break;
    if (!isIsolated) same(stage.open.length, 1, 'requests at once');
    respond(stage.open[0], count);
    await turn();
  }
  await all;
}

/** @param {Stage} stage @param {User} user */
function sameUser(stage, user) {
  for (const { at, user: actual } of stage.calls) if (at.startsWith(user)) same(actual, user, at);
}

/**
 * The cases by name. `storage` is an AsyncLocalStorage; `isIsolated` says that watches share no requests (workerd).
 * @type {Record<string, (createClient: any, storage: any, isIsolated: boolean) => Promise<void>>}
 */
export const contextCases = {
  'with maxConcurrency 1, each user’s requests, failures and changes are in that user’s context': async (
    createClient,
    storage,
    isIsolated,
  ) => {
    const stage = createStage(storage);
    const client = await createClient({ endpoint: 'https://service.example', fetch: stage.fetch, maxConcurrency: 1 });
    const reads = [read(stage, storage, client, 'alice', '1'), read(stage, storage, client, 'bob', '2')];
    await respondInTurn(stage, isIsolated, reads, ({ document, respond }, count) => {
      if (count < 6 && count % 3 !== 0) respond(503);
      else respond(200, stage.body(count < 10 ? 'Running' : 'Succeeded', document));
    });
    for (const [document, user] of [
      ['1', 'alice'],
      ['2', 'bob'],
    ])
      for (const actual of stage.usersOf('fetch', document)) same(actual, user, `the fetch for ${user}'s document`);
    sameUser(stage, 'alice');
    sameUser(stage, 'bob');
  },

  'two clients of two users call each user’s token function in that user’s context': async (createClient, storage) => {
    const stage = createStage(storage);
    const clientOf = (/** @type {User} */ user) =>
      createClient({
        endpoint: 'https://service.example',
        fetch: stage.fetch,
        credential: {
          getToken: async () => {
            stage.record(`${user}'s token function`);
            return { token: 'a', expiresOnTimestamp: 0 }; // It expires at once, so each request asks for one.
          },
        },
      });
    const reads = [];
    for (const [user, document] of /** @type {[User, string][]} */ ([
      ['alice', '1'],
      ['bob', '2'],
    ]))
      reads.push(read(stage, storage, await clientOf(user), user, document));
    for (let round = 0; round < 4; round++) {
      await until(() => stage.open.length === 2);
      for (const { document, respond } of [...stage.open].reverse())
        respond(200, stage.body(round < 3 ? 'Running' : 'Succeeded', document));
    }
    await Promise.all(reads);
    same(stage.usersOf("alice's token function").length, 4, 'calls');
    sameUser(stage, 'alice');
    sameUser(stage, 'bob');
  },

  'a token that both users wait for is fetched by the one whose request asked, and each request continues in its own':
    async (createClient, storage, isIsolated) => {
      const stage = createStage(storage);
      /** @type {((token: string) => void)[]} */
      const asked = [];
      const answer = (/** @type {string} */ token) => {
        for (const resolve of asked.splice(0)) resolve(token);
      };
      const client = await createClient({
        endpoint: 'https://service.example',
        fetch: stage.fetch,
        credential: {
          token: () => {
            stage.record('token function');
            return new Promise((resolve) => asked.push(resolve));
          },
        },
      });
      const reads = [read(stage, storage, client, 'alice', '1'), read(stage, storage, client, 'bob', '2')];
      await until(() => asked.length === (isIsolated ? 2 : 1));
      storage.run('nobody', () => answer('one'));
      await until(() => stage.open.length === 2);
      same(stage.usersOf('token function'), isIsolated ? ['alice', 'bob'] : ['alice'], 'token functions');
      // Bob's request is rejected first: he asks for the next token.
      const [alices, bobs] = stage.open;
      bobs.respond(401);
      await until(() => asked.length === 1);
      alices.respond(401);
      for (let turns = 0; turns < 20; turns++) await turn();
      same(stage.usersOf('token function').slice(isIsolated ? 2 : 1)[0], 'bob', 'the second token function');
      storage.run('nobody', () => answer('two'));
      await until(() => stage.open.length === 2);
      for (const { document, respond } of [...stage.open]) respond(200, stage.body('Succeeded', document));
      await Promise.all(reads);
      for (const [document, user] of [
        ['1', 'alice'],
        ['2', 'bob'],
      ])
        same(stage.usersOf('fetch', document), [user, user], `requests for document ${document}`);
      sameUser(stage, 'alice');
      sameUser(stage, 'bob');
    },

  'a document that both users watch is requested by them, and each user’s callbacks stay in that user’s context':
    async (createClient, storage, isIsolated) => {
      const stage = createStage(storage);
      const client = await createClient({ endpoint: 'https://service.example', fetch: stage.fetch });
      const reads = [read(stage, storage, client, 'alice', '1'), read(stage, storage, client, 'bob', '1')];
      for (const status of [200, 503, 503, 200, 200]) {
        await until(() => stage.open.length === (isIsolated ? 2 : 1));
        for (const { respond } of [...stage.open]) respond(status, stage.body('Running', '1'));
      }
      await until(() => stage.open.length === (isIsolated ? 2 : 1));
      const last = stage.body('Succeeded', '1');
      for (const { respond } of [...stage.open]) respond(200, last);
      await Promise.all(reads);
      same(
        stage.usersOf('fetch').filter((user) => user !== 'alice' && user !== 'bob'),
        [],
        'requests of nobody',
      );
      for (const user of /** @type {User[]} */ (['alice', 'bob'])) {
        sameUser(stage, user);
        same(stage.usersOf(`${user}'s onOutage`).length, 3, `${user}'s onOutage`);
        same(
          stage.usersOf(`${user}'s loop`).length,
          isIsolated ? stage.usersOf(`${user}'s loop`).length : 4,
          `${user}'s changes`,
        );
      }
    },

  'when the user whose watch leads leaves the queue, the other one sends the request': async (
    createClient,
    storage,
  ) => {
    const stage = createStage(storage);
    const client = await createClient({ endpoint: 'https://service.example', fetch: stage.fetch, maxConcurrency: 1 });
    const others = storage.run('carol', () => client.watchDocument(BATCH, `${ID}9`, FAST));
    const occupied = storage.run('carol', () => others.next());
    await until(() => stage.open.length === 1);
    const alices = storage.run('alice', () => client.watchDocument(BATCH, `${ID}1`, FAST));
    const alicesEnd = storage.run('alice', () => alices.next());
    const bobs = read(stage, storage, client, 'bob', '1');
    await turn();
    await storage.run('alice', () => alices.return());
    same(await alicesEnd, { done: true, value: undefined }, 'the watch that left');
    stage.open.find(({ document }) => document === '9')?.respond(200, stage.body('Succeeded', '9'));
    await occupied;
    await until(() => stage.open.some(({ document }) => document === '1'));
    for (const { respond } of stage.open.filter(({ document }) => document === '1'))
      respond(200, stage.body('Succeeded', '1'));
    await bobs;
    same([...new Set(stage.usersOf('fetch', '1'))].at(-1), 'bob', 'the request');
    sameUser(stage, 'bob');
  },

  'when the user whose watch leads leaves during the request, it goes on, and the next one is the other user’s': async (
    createClient,
    storage,
    isIsolated,
  ) => {
    const stage = createStage(storage);
    const client = await createClient({ endpoint: 'https://service.example', fetch: stage.fetch });
    const controller = new AbortController();
    const alices = read(stage, storage, client, 'alice', '1', { signal: controller.signal }).catch(() => {
      stage.record("alice's abort");
    });
    await until(() => stage.open.length === 1);
    const bobs = read(stage, storage, client, 'bob', '1');
    await turn();
    storage.run('nobody', () => controller.abort());
    await storage.run('alice', () => alices);
    for (const status of ['Running', 'Running', 'Succeeded']) {
      await until(() => stage.open.length === 1);
      stage.open[0].respond(200, stage.body(status, '1'));
    }
    await bobs;
    same(stage.usersOf('fetch'), ['alice', ...(isIsolated ? ['bob'] : []), 'bob', 'bob'], 'requests');
    sameUser(stage, 'bob');
  },

  'a retry of a call is in the context of its caller': async (createClient, storage) => {
    const stage = createStage(storage);
    const client = await createClient({ endpoint: 'https://service.example', fetch: stage.fetch, maxRetryDelayMs: 5 });
    const call = (/** @type {User} */ user, /** @type {string} */ document) =>
      storage.run(user, async () => {
        await client.getDocumentStatus(BATCH, ID + document);
        stage.record(`${user}'s end`);
      });
    const calls = [call('alice', '1'), call('bob', '2')];
    for (const status of [503, 429, 200]) {
      await until(() => stage.open.length === 2);
      for (const { document, respond } of [...stage.open].reverse()) respond(status, stage.body('Running', document));
    }
    await Promise.all(calls);
    same(stage.usersOf('fetch', '1'), ['alice', 'alice', 'alice'], 'requests');
    same(stage.usersOf('fetch', '2'), ['bob', 'bob', 'bob'], 'requests');
    sameUser(stage, 'alice');
    sameUser(stage, 'bob');
  },

  'two users who watch jobs with maxConcurrency 1 each send their own requests': async (
    createClient,
    storage,
    isIsolated,
  ) => {
    const stage = createStage(storage);
    const client = await createClient({ endpoint: 'https://service.example', fetch: stage.fetch, maxConcurrency: 1 });
    const reads = [read(stage, storage, client, 'alice', ''), read(stage, storage, client, 'bob', '')];
    await respondInTurn(stage, isIsolated, reads, ({ respond }, count) =>
      respond(200, stage.body(count < 4 ? 'Running' : 'Succeeded', '')),
    );
    const users = stage.usersOf('fetch');
    same([...new Set(users)].sort(), ['alice', 'bob'], 'requests');
    same(users.filter((user) => user === 'alice').length > 1, true, 'several requests of alice');
    sameUser(stage, 'alice');
    sameUser(stage, 'bob');
  },

  'close() in one user’s context ends another user’s watch in its own': async (createClient, storage) => {
    const stage = createStage(storage);
    const client = await createClient({ endpoint: 'https://service.example', fetch: stage.fetch });
    const alices = storage.run('alice', async () => {
      try {
        for await (const _ of client.watchDocument(BATCH, `${ID}1`, FAST));
      } catch {
        stage.record("alice's error");
      }
    });
    await until(() => stage.open.length === 1);
    storage.run('bob', () => client.close());
    await alices;
    same(stage.usersOf("alice's error"), ['alice'], 'the error');
  },
};

/**
 * Runs all cases.
 * @param {any} createClient @param {any} AsyncLocalStorage @param {boolean} [isIsolated]
 * @returns {Promise<Record<string, string>>} by case, its error, or '' if it passed
 */
export async function runContextCases(createClient, AsyncLocalStorage, isIsolated = false) {
  /** @type {Record<string, string>} */
  const results = {};
  for (const [name, run] of Object.entries(contextCases)) {
    try {
      await run(createClient, new AsyncLocalStorage(), isIsolated);
      results[name] = '';
    } catch (error) {
      results[name] = String(/** @type {any} */ (error)?.stack ?? error);
    }
  }
  return results;
}
