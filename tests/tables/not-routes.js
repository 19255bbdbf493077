// Paths that are not a route of the proxy: spellings that another server might read as a route, and other operations of the service.

/**
 * @param {{ path: string, batchPath: string, batchId: string, id: string }} place the routes of a document and of its batch, with version
 *   v1.0, and their ids
 * @returns {string[]}
 */
export const notRoutes = ({ path, batchPath, batchId, id }) => [
  '/',
  '//',
  '/favicon.ico',
  '/metrics',
  '/__proto__',
  '/constructor',
  `/x${path}`,
  `/${path}`,
  path.replace('/documents/', '//documents/'),
  path.replace('/documents/', '/documents%2f'),
  path.replace('/documents/', '/documents%5c'),
  path.replace('/documents/', '/%64ocuments/'),
  path.replace('/documents/', '/DOCUMENTS/'),
  `${path}%0d%0aX-Evil:%201`,
  `${path}%20HTTP/1.1%0d%0a%0d%0aGET%20/`,
  `${path}%00`,
  `${path}/x`,
  `${path}/%2e%2e`,
  `${path}/..%2f`,
  `${path};v=1`,
  path.slice(0, -1),
  path.replace(id, `${id}%20`),
  path.replace(id, '..'),
  path.replace('v1.0', 'v1.0%2f..'),
  path.replace('v1.0', 'v0'),
  batchPath,
  `${batchPath}/documents`,
  `${batchPath}/cancel`,
  '/translator/text/batch/v1.0/batches',
  '/translator/text/batch/v1.0/glossaries/formats',
  `/translator/document/batches/${batchId}/documents/${id}`,
  `/translator/document/batches/${batchId}/documents/${id}?api-version=latest`,
  `/translator/document/batches/${batchId}/documents/${id}?API-VERSION=2024-05-01`,
];
