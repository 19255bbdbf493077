// Terminal statuses. A file of its own, so that it can be imported without a client.
import { terminalStatuses } from '../module/generated/tables.js';

/**
 * Whether a document or a job with this status no longer changes. False for an unknown status.
 * @param {string} status
 * @returns {boolean}
 */
export const isTerminal = (status) => status === 'Cancelled' || terminalStatuses.includes(status);
