// The metrics of the proxy, in the text format of Prometheus. No label holds a path, an id or a token, so requests cannot add series.

/** @typedef {import('./options.js').ProxyEvent} ProxyEvent */

const PREFIX = 'document_translation_status_proxy_';

/** @type {[name: string, help: string, counts: (event: ProxyEvent) => unknown][]} */
const COUNTERS = [
  ['requests', 'Requests of viewers.', ({ type }) => type === 'request'],
  ['upstream_requests', 'Requests to the service.', ({ type }) => type === 'upstream'],
  [
    'upstream_failures',
    'Requests to the service without a status in the response.',
    ({ type, status }) => type === 'upstream' && status !== 200,
  ],
  [
    'upstream_throttled',
    'Requests to the service that got a 429.',
    ({ type, status }) => type === 'upstream' && status === 429,
  ],
  ['remembered', 'Requests with a response from memory.', ({ from }) => from === 'memory'],
  [
    'coalesced',
    'Requests that waited for a request to the service of another viewer.',
    ({ from }) => from === 'coalesced',
  ],
  ['stale', 'Requests with an earlier status, because the service sent none.', ({ stale }) => stale],
  ['streams', 'Requests whose response is a stream.', ({ stream }) => stream],
  [
    'refused',
    'Requests that were refused: without a valid view token, not authorized, or too many.',
    ({ type, status = 0, from }) => type === 'request' && !from && [401, 403, 429].includes(status),
  ],
  ['fallbacks', 'Times that a Durable Object or a cache could not be used.', ({ type }) => type === 'fallback'],
  ['failures', 'Mistakes of the proxy, or of functions of its options.', ({ type }) => type === 'failure'],
];

/** @type {[name: string, help: string, type: ProxyEvent['type']][]} */
const HISTOGRAMS = [
  ['request_duration_seconds', 'How long requests of viewers took; of a stream, until its first event.', 'request'],
  ['upstream_request_duration_seconds', 'How long requests to the service took.', 'upstream'],
];

/** The upper limits of the buckets, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** @param {string} name @param {string} help @param {string} type @param {string[]} samples */
const metric = (name, help, type, samples) =>
  `# HELP ${PREFIX}${name} ${help}\n# TYPE ${PREFIX}${name} ${type}\n${samples.map((each) => `${PREFIX}${name}${each}\n`).join('')}`;

export function createMetrics() {
  const counts = COUNTERS.map(() => 0);
  const durations = HISTOGRAMS.map(() => ({ buckets: BUCKETS.map(() => 0), sum: 0, count: 0 }));

  return {
    /** @param {ProxyEvent} event */
    observe(event) {
      COUNTERS.forEach(([, , isCounted], at) => {
        if (isCounted(event)) counts[at]++;
      });
      const seconds = (event.ms ?? 0) / 1000;
      HISTOGRAMS.forEach(([, , type], at) => {
        if (event.type !== type) return;
        const histogram = durations[at];
        BUCKETS.forEach((limit, bucket) => {
          if (seconds <= limit) histogram.buckets[bucket]++;
        });
        histogram.sum += seconds;
        histogram.count++;
      });
    },

    /** @param {number} openStreams */
    text: (openStreams) =>
      [
        ...COUNTERS.map(([name, help], at) => metric(`${name}_total`, help, 'counter', [` ${counts[at]}`])),
        metric('open_streams', 'Streams that are open.', 'gauge', [` ${openStreams}`]),
        ...HISTOGRAMS.map(([name, help], at) => {
          const { buckets, sum, count } = durations[at];
          const limits = BUCKETS.map((limit, bucket) => `_bucket{le="${limit}"} ${buckets[bucket]}`);
          return metric(name, help, 'histogram', [
            ...limits,
            `_bucket{le="+Inf"} ${count}`,
            `_sum ${sum}`,
            `_count ${count}`,
          ]);
        }),
      ].join(''),
  };
}
