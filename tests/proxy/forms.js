// Snapshots that another version of the proxy might have written. A deployment finds them in caches and storage.

/** Snapshots of a list whose documents are invalid in this version. @param {any} snapshot */
export const otherLists = (snapshot) => {
  const [item] = JSON.parse(snapshot.newest.body);
  return [
    {},
    [null],
    ['text'],
    [[]],
    [item, { ...item, id: 7 }],
    [{ ...item, status: undefined }],
    [{ ...item, lastActionDateTimeUtc: null }],
  ].map((list) => {
    const reply = { ...snapshot.newest, body: JSON.stringify(list) };
    return { ...snapshot, reply, newest: reply };
  });
};

/**
 * @param {any} snapshot of this version
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
    { ...snapshot, reply: { ...reply, headers: { 'request id': 'x' } } },
    { ...snapshot, reply: { ...reply, headers: { ETag: 'a\nb' } } },
    { ...snapshot, reply: { ...reply, status: '200' } },
    ...[99, 204, 304, 600, 999].map((status) => ({ ...snapshot, reply: { ...reply, status } })),
    { ...snapshot, newest: { ...newest, headers: { 'request id': 'x' } } },
    { ...snapshot, asked: undefined },
    { ...snapshot, asked: '2026-01-01T00:00:00Z' },
    { ...snapshot, newest: undefined },
    { ...snapshot, newest: 'reply' },
    { ...snapshot, newest: { ...newest, at: undefined } },
    { ...snapshot, newest: { ...newest, compared: 'now' } },
    { ...snapshot, newest: { ...newest, compared: { ...newest.compared, status: 3 } } },
    { ...snapshot, until: undefined },
    { ...snapshot, until: '2026-01-01T00:00:00Z' },
    { ...snapshot, stale: undefined },
    { ...snapshot, ended: 'no' },
    { ...snapshot, responsesSinceChange: null },
    { ...snapshot, failures: {} },
  ];
};
