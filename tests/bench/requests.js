// npm run bench:requests: the number of requests of a watch, compared with a loop that requests each document every second. Runs the real
// client on a simulated clock.
import { startClock } from '../watch/clock.js';
import { stage } from '../watch/stage.js';

const BATCH = '727bf148-f327-47a0-9481-abae6362f11e';
const START = Date.UTC(2024, 4, 1, 10);
const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** @param {number} number */
const id = (number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;

/**
 * Responds for a job of equal documents. Each document waits for a tenth of its time and then progresses in steps of 1 %. The documents end
 * one after the other, the first after half of the time.
 * @param {number} count @param {number} takes ms @param {() => number} time
 */
function service(count, takes, time) {
  const documentAt = (/** @type {number} */ number) => {
    const own = count === 1 ? takes : takes * (0.5 + (0.5 * number) / (count - 1));
    const share = Math.min(1, Math.max(0, (time() - 0.1 * own) / (0.9 * own)));
    const progress = Math.floor(100 * share) / 100;
    const status = share === 1 ? 'Succeeded' : share > 0 ? 'Running' : 'NotStarted';
    return {
      createdDateTimeUtc: new Date(START).toISOString(),
      lastActionDateTimeUtc: new Date(START + (0.1 + 0.9 * progress) * own).toISOString(),
      status,
      to: 'fr',
      progress,
      id: id(number),
    };
  };
  const batch = () => {
    const all = Array.from({ length: count }, (_, number) => documentAt(number).status);
    const countOf = (/** @type {string} */ status) => all.filter((each) => each === status).length;
    return {
      id: BATCH,
      createdDateTimeUtc: new Date(START).toISOString(),
      lastActionDateTimeUtc: new Date(START + time()).toISOString(),
      status: countOf('Succeeded') === count ? 'Succeeded' : 'Running',
      summary: {
        total: count,
        failed: 0,
        success: countOf('Succeeded'),
        inProgress: countOf('Running'),
        notYetStarted: countOf('NotStarted'),
        cancelled: 0,
      },
    };
  };
  return (/** @type {string} */ url) => {
    const { pathname, searchParams } = new URL(url);
    if (pathname.endsWith(BATCH)) return batch();
    if (!pathname.endsWith('/documents')) return documentAt(Number(url.split('?')[0].slice(-12)));
    const statuses = searchParams.get('statuses')?.split(',');
    const ids = searchParams.get('ids')?.split(',');
    const from = Number(searchParams.get('skip') ?? 0);
    const all = Array.from({ length: count }, (_, number) => documentAt(number)).filter(
      (document) => (!statuses || statuses.includes(document.status)) && (!ids || ids.includes(document.id)),
    );
    searchParams.set('skip', String(from + 100));
    const more = from + 100 < all.length ? { nextLink: `${url.split('?')[0]}?${searchParams}` } : {};
    return { value: all.slice(from, from + 100), ...more };
  };
}

/** @param {number} count @param {number} takes */
async function measure(count, takes) {
  const clock = startClock();
  const random = Math.random;
  Math.random = () => 0.5;
  try {
    const { client, requests } = await stage(
      service(count, takes, () => clock.time),
      { apiVersion: '2024-05-01' },
    );
    const watch = async () => {
      if (count === 1) await client.waitForDocument(BATCH, id(0));
      else for await (const _ of client.watchBatch(BATCH));
    };
    await clock.until(watch());
    return { requests: requests.length, late: clock.time - takes };
  } finally {
    Math.random = random;
    clock.restore();
  }
}

const COUNTS = [1, 50, 1000];
const rows = [['a document takes', ...COUNTS.map((count) => (count === 1 ? '1 document' : `a job of ${count}`))]];
for (const [name, takes] of /** @type {[string, number][]} */ ([
  ['10 s', 10 * SECOND],
  ['2 min', 2 * MINUTE],
  ['20 min', 20 * MINUTE],
])) {
  const row = [name];
  for (const count of COUNTS) {
    const { requests, late } = await measure(count, takes);
    // A loop that requests each document every second until it ends.
    const loop = Array.from(
      { length: count },
      (_, number) => Math.ceil((count === 1 ? takes : takes * (0.5 + (0.5 * number) / (count - 1))) / SECOND) + 1,
    ).reduce((sum, each) => sum + each, 0);
    const number = (/** @type {number} */ value) => value.toLocaleString('en');
    row.push(`${number(requests)} of ${number(loop)} (${(late / SECOND).toFixed(0)} s later)`);
  }
  rows.push(row);
}
rows.splice(
  1,
  0,
  rows[0].map(() => '---'),
);
console.log(rows.map((row) => `| ${row.join(' | ')} |`).join('\n'));
