// Asking the service: one request, and what it means for the time until the next. The same for a worker and for a Durable Object.
import { isTerminal } from '../client/terminal.js';
import { DocumentTranslationError } from '../module/errors.js';
import { isStale, comparedState, pollDelay } from '../module/policy.js';
import { failureReply, statusReply, wireStatus } from './replies.js';

/** @typedef {import('./replies.js').Reply} Reply */
/** @typedef {import('./options.js').Settings} Settings */
/** @typedef {import('./options.js').ProxyEvent} ProxyEvent */

/** @typedef {'document' | 'batch' | 'documents'} RouteName */
/** @typedef {{ name: RouteName, batchId: string, documentId?: string, key: string, origin?: string }} Route key: one for all spellings. */

/** @typedef {Reply & { at: number, compared?: import('../module/policy.js').ComparedState }} Answer A status as it was told at a time. */

/**
 * @typedef {object} Snapshot What is known, and until when it holds. Plain data.
 * @property {Reply} reply What viewers get.
 * @property {Answer} [newest] The last status, whatever failed since.
 * @property {boolean} stale The newest stands in for a failure.
 * @property {boolean} ended Nothing more will happen.
 * @property {number} asked When the service was asked, or was not because it throttles.
 * @property {number} until
 * @property {number} responsesSinceChange How often nothing had changed.
 * @property {number} failures In a row.
 */

/** The service throttles a resource and not a document. What it asks of one document holds back the others for no longer than this. */
const LONGEST_PAUSE_MS = 60_000;

/** Whether a status is terminal; of a list, those of all its documents. @param {Answer} answer */
function isFinished({ compared, body }) {
  const statuses = compared ? [compared] : JSON.parse(body);
  return statuses.length > 0 && statuses.every((/** @type {{ status: string }} */ { status }) => isTerminal(status));
}

/**
 * Whether a document had ended when it was shown, and did not change since: redaction is the largest cost of a list.
 * @param {any} shown @param {any} came
 */
const isFinal = (shown, came) =>
  isTerminal(shown.status) &&
  shown.status === came.status &&
  shown.progress === came.progress &&
  shown.lastActionDateTimeUtc === came.lastActionDateTimeUtc;

/**
 * @param {Settings} settings
 * @param {(event: ProxyEvent) => void} emit
 */
export function createUpstream(settings, emit) {
  const { client, instance, redaction, limits, now, terminalMs, unknownMs, maxStaleMs, timeoutMs } = settings;
  /** Nothing is asked until then. */
  let throttledUntil = -Infinity;
  /** @type {Reply | undefined} */
  let throttled;

  /** @param {any} value @param {Route} route */
  const shownOf = (value, { batchId, documentId }) => redaction.status(wireStatus(value), [batchId, documentId]);

  /** @param {Route} route @param {Answer} [before] */
  async function read(route, before) {
    const { name, batchId, documentId = '' } = route;
    if (name === 'documents') {
      /** @type {Map<string, any>} What an older reply can't replace. */
      const known = new Map(before && JSON.parse(before.body).map((/** @type {any} */ item) => [item.id, item]));
      const documents = [];
      const signal = AbortSignal.timeout(timeoutMs);
      for await (const came of client.listDocumentStatuses(batchId, { maxPageSize: 100, signal })) {
        const shown = known.get(came.id);
        documents.push(
          shown && (isFinal(shown, came) || isStale(instance(), shown, came)) ? shown : shownOf(came, route),
        );
      }
      return { value: { retryAfterMs: undefined, requestId: undefined }, body: JSON.stringify(documents) };
    }
    const value =
      name === 'batch' ? await client.getBatchStatus(batchId) : await client.getDocumentStatus(batchId, documentId);
    const compared = comparedState({ ...value, status: redaction.text(value.status) });
    return { value, compared, body: JSON.stringify(shownOf(value, route)) };
  }

  /**
   * What is shown where there is no answer: the last status if that is allowed, else the failure.
   * @param {Snapshot | undefined} previous @param {Reply} failure @param {boolean} retryable @param {number} until
   * @returns {Snapshot}
   */
  function standIn(previous, failure, retryable, until) {
    const { newest, responsesSinceChange = 0, failures = 0 } = previous ?? {};
    // A terminal status stays what it is, whatever keeps the proxy from asking. Only a 404 is about the document itself: it was deleted.
    const stays = Boolean(newest && failure.status !== 404 && isFinished(newest));
    // A list may get more documents.
    const ended = stays && Boolean(newest?.compared);
    const shown = newest && (stays || (retryable && now() - newest.at <= maxStaleMs)) ? newest : undefined;
    return {
      reply: shown ?? failure,
      newest,
      stale: Boolean(shown),
      ended,
      asked: now(),
      until: ended ? now() + terminalMs : until,
      responsesSinceChange,
      failures: failures + 1,
    };
  }

  /**
   * @param {Route} route
   * @param {Snapshot} [previous]
   * @returns {Promise<Snapshot>}
   */
  async function ask(route, previous) {
    const { batchId, documentId } = route;
    const from = now();
    const before = previous?.newest;
    const responsesSinceChange = previous?.responsesSinceChange ?? 0;
    const failures = (previous?.failures ?? 0) + 1;
    if (throttled && from < throttledUntil) return standIn(previous, throttled, true, throttledUntil);
    try {
      const { value, compared, body } = await read(route, before);
      const at = now();
      emit({ type: 'upstream', route: route.name, batchId, documentId, status: 200, ms: at - from });
      const { requestId = '' } = value;
      const isOlder = before?.compared && compared && isStale(instance(), before.compared, compared);
      const answer = isOlder ? before : { ...(await statusReply(body, redaction.text(requestId))), at, compared };
      const unchanged = isOlder || answer.headers.ETag === before?.headers.ETag;
      const ended = Boolean(answer.compared && isTerminal(answer.compared.status));
      const counted = unchanged ? responsesSinceChange + 1 : 0;
      const wait = ended ? terminalMs : pollDelay(instance(), limits, counted, 0, value.retryAfterMs ?? -1);
      const newest = { ...answer, at };
      return {
        reply: newest,
        newest,
        stale: false,
        ended,
        asked: at,
        until: at + wait,
        responsesSinceChange: counted,
        failures: 0,
      };
    } catch (error) {
      const known = error instanceof DocumentTranslationError;
      if (!known && /** @type {any} */ (error)?.name !== 'TimeoutError') throw error;
      const at = now();
      /** @type {Partial<DocumentTranslationError>} */
      const { statusCode = 0, code = 'Timeout', retryAfterMs = -1, retryable = true } = known ? error : {};
      emit({
        type: 'upstream',
        route: route.name,
        batchId,
        documentId,
        status: statusCode,
        code: redaction.text(code),
        ms: at - from,
      });
      const reply = failureReply(error);
      const delay = pollDelay(instance(), limits, 0, failures, retryAfterMs);
      const until = at + (reply.status === 404 ? Math.max(unknownMs, delay) : delay);
      if (reply.status === 429) {
        throttledUntil = Math.max(throttledUntil, Math.min(until, at + LONGEST_PAUSE_MS));
        throttled = reply;
      }
      return standIn(previous, reply, retryable, until);
    }
  }

  return { ask, standIn };
}
