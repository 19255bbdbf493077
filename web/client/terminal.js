// Which statuses are the last: apart from the client, for those who need no more, and for what the client is made of.
import { terminalStatuses } from '../module/generated/tables.js';

/**
 * Whether nothing more will happen to a document or a batch with this status. False for a status that isn't known.
 * @param {string} status
 * @returns {boolean}
 */
export const isTerminal = (status) => status === 'Cancelled' || terminalStatuses.includes(status);
