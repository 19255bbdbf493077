// Terminal statuses, and failed ones. A file of its own, so that it can be imported without a client.
import { terminalStatuses } from '../module/generated/tables.js';

/**
 * Whether a document or a job with this status no longer changes. False for an unknown status.
 * @example
 * const { status } = await client.getDocumentStatus(batchId, documentId);
 * if (isTerminal(status)) console.log(status);
 * @param {string} status Of the service. Its spelling `Cancelled` counts as `Canceled`.
 * @returns {status is import('../module/types.js').TerminalStatus}
 */
export const isTerminal = (status) => status === 'Cancelled' || terminalStatuses.includes(status);

/** Whether a document has failed. @param {{ status: string }} document */
export const hasFailed = ({ status }) => status === 'Failed' || status === 'ValidationFailed';
