// Snapshots as another version of the proxy might have written them: what a deployment finds in caches and storage.

/**
 * @param {any} snapshot As this version writes it.
 * @returns {unknown[]}
 */
export const otherForms = (snapshot) => {
  const { reply, newest } = snapshot;
  return [
    {},
    [],
    'text',
    7,
    { ...snapshot, reply: undefined },
    { ...snapshot, reply: null },
    { ...snapshot, reply: { ...reply, body: JSON.parse(reply.body) } },
    { ...snapshot, reply: { ...reply, body: 'base64:e30=' } },
    { ...snapshot, reply: { ...reply, body: '[]' } },
    { ...snapshot, reply: { ...reply, headers: undefined } },
    { ...snapshot, reply: { ...reply, headers: { ETag: 7 } } },
    { ...snapshot, reply: { ...reply, status: '200' } },
    { ...snapshot, newest: undefined },
    { ...snapshot, newest: 'reply' },
    { ...snapshot, newest: { ...newest, at: undefined } },
    { ...snapshot, newest: { ...newest, moment: 'now' } },
    { ...snapshot, newest: { ...newest, moment: { ...newest.moment, status: 3 } } },
    { ...snapshot, until: undefined },
    { ...snapshot, until: '2026-01-01T00:00:00Z' },
    { ...snapshot, stale: undefined },
    { ...snapshot, ended: 'no' },
    { ...snapshot, quiet: null },
    { ...snapshot, failures: {} },
  ];
};
