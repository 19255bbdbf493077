// The service's API versions, and the members of a response that only some of them have.

/** All API versions of the service, oldest first. */
export const API_VERSIONS = Object.freeze([
  'v1.0-preview.1',
  'v1.0',
  'v1.1',
  '2024-05-01',
  '2024-11-01-preview',
  '2025-12-01-preview',
  '2026-03-01',
]);

const IMAGE_COUNTS_SINCE = '2024-11-01';
const DEPLOYMENT_NAME_SINCE = '2026-03-01';

/** @param {string} apiVersion */
const isDated = (apiVersion) => /^\d{4}-/.test(apiVersion);

/** @type {Record<string, (apiVersion: string) => boolean>} */
const NOT_IN_EVERY_VERSION = {
  totalImageScansSucceeded: (apiVersion) => isDated(apiVersion) && apiVersion >= IMAGE_COUNTS_SINCE,
  totalImageScansFailed: (apiVersion) => isDated(apiVersion) && apiVersion >= IMAGE_COUNTS_SINCE,
  imageCharged: (apiVersion) => isDated(apiVersion) && apiVersion >= IMAGE_COUNTS_SINCE,
  imageCharacterDetected: (apiVersion) => isDated(apiVersion) && apiVersion >= IMAGE_COUNTS_SINCE,
  totalImageCharged: (apiVersion) => isDated(apiVersion) && apiVersion >= IMAGE_COUNTS_SINCE,
  deploymentName: (apiVersion) => isDated(apiVersion) && apiVersion >= DEPLOYMENT_NAME_SINCE,
};

/** Whether a failed batch can have an error. @param {string} apiVersion */
export const hasBatchError = (apiVersion) => apiVersion !== 'v1.0-preview.1';

/**
 * Leaves out undefined members and members that the version does not have. The order stays.
 * @param {Record<string, unknown>} value
 * @param {string} apiVersion
 * @returns {Record<string, unknown>}
 */
export function membersOf(value, apiVersion) {
  return Object.fromEntries(
    Object.entries(value).filter(([name, member]) => {
      return member !== undefined && (NOT_IN_EVERY_VERSION[name]?.(apiVersion) ?? true);
    }),
  );
}
