// The public types of the proxy, and what they refuse.
import { createStatusProxy } from 'document-translation-status/proxy';
import { same } from './same.js';

const endpoint = 'https://my-resource.cognitiveservices.azure.com';
const proxy = createStatusProxy({ endpoint, credential: { key: 'k' }, public: true, allowedOrigins: [] });
same<ReturnType<typeof proxy.fetch>, Promise<Response>>();
export const answer: (request: Request) => Promise<Response> = (request) => proxy.fetch(request);

// @ts-expect-error The proxy holds the credential.
createStatusProxy({ endpoint, public: true });
