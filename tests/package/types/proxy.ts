// Correct and wrong uses of the proxy's types.
import {
  type AuthorizeContext,
  createStatusProxy,
  createViewToken,
  type ProxyEvent,
  type StatusProxy,
  type StatusProxyOptions,
  type ViewerRequest,
  type ViewTokenClaims,
} from 'document-translation-status/proxy';
import { toNodeHandler } from 'document-translation-status/proxy/node';
import { same } from './same.js';

const endpoint = 'https://my-resource.cognitiveservices.azure.com';
const [batchId, documentId] = ['727bf148-f327-47a0-9481-abae6362f11e', '4b1f4e2d-1f0a-4d3c-8b0e-1c2d3e4f5a6b'];

const proxy = createStatusProxy({
  endpoint,
  credential: { key: 'k' },
  viewTokenSecrets: ['s'],
  allowedOrigins: ['https://www.example.com'],
  allowedHeaders: ['X-Trace'] as const,
  authorize: (viewer) => {
    same<typeof viewer, AuthorizeContext>();
    same<typeof viewer.claims, ViewTokenClaims | undefined>();
    return viewer.route === 'document';
  },
  onEvent: (event) => same<typeof event, ProxyEvent>(),
});
same<typeof proxy, StatusProxy>();
same<ReturnType<typeof proxy.fetch>, Promise<Response>>();
proxy.close();
same<ReturnType<ReturnType<typeof toNodeHandler>>, Promise<void>>();
// @ts-expect-error It takes a proxy.
toNodeHandler({ fetch });
export const respond: (request: Request) => Promise<Response> = (request) => proxy.fetch(request);
export const respondTo: (request: ViewerRequest) => Promise<Response> = ({ method, url, headers, signal }) =>
  proxy.fetch({ method, url, headers, signal });
export const open: StatusProxyOptions = { endpoint, credential: { token: async () => 't' }, public: true };
const origins = ['https://www.example.com'] as const;
export const unset: StatusProxyOptions = {
  endpoint,
  credential: { key: 'k' },
  public: true,
  allowedOrigins: origins,
  viewTokenSecrets: undefined,
  onEvent: undefined,
  fetch: undefined,
};
export const token: Promise<string> = createViewToken({ secret: 's', batchId, documentId, expiresInSeconds: 60 });
export const jobsToken: Promise<string> = createViewToken({ secret: ['s'], batchIds: [batchId], expiresInSeconds: 60 });

// @ts-expect-error The credential is required.
createStatusProxy({ endpoint, public: true });
// @ts-expect-error A viewer is allowed by a boolean.
createStatusProxy({ endpoint, credential: { key: 'k' }, authorize: () => 'yes' });
// @ts-expect-error The secrets are an array.
createStatusProxy({ endpoint, credential: { key: 'k' }, viewTokenSecrets: 's' });
// @ts-expect-error The secret is required.
createViewToken({ batchId, expiresInSeconds: 60 });
