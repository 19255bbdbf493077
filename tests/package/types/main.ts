// Correct and wrong uses of the main entry's types.
import {
  createClient,
  DocumentTranslationError,
  isTerminal,
  parseOperationLocation,
  type Attempt,
  type BatchDocument,
  type BatchStatus,
  type BatchSummary,
  type ClientOptions,
  type Credential,
  type DocumentStatus,
  type DocumentTranslationClient,
  type ErrorCode,
  type EndedDocument,
  type ErrorKind,
  type FetchFunction,
  type JobChange,
  type KnownStatus,
  type ListOptions,
  type OperationLocation,
  type RequestOptions,
  type ServiceError,
  type TerminalStatus,
  type WatchedBatch,
  type WatchedBatches,
  type WatchedDocument,
  type WatchOptions,
} from 'document-translation-status';
import { same } from './same.js';

const endpoint = 'https://my-resource.cognitiveservices.azure.com';
const [batchId, documentId] = ['727bf148-f327-47a0-9481-abae6362f11e', '4b1f4e2d-1f0a-4d3c-8b0e-1c2d3e4f5a6b'];
const { signal } = new AbortController();

same<typeof createClient, (options: ClientOptions) => Promise<DocumentTranslationClient>>();
same<typeof parseOperationLocation, (url: string) => Promise<OperationLocation>>();
same<typeof isTerminal, (status: string) => status is TerminalStatus>();
same<TerminalStatus, 'Succeeded' | 'Failed' | 'Canceled' | 'ValidationFailed'>();

same<
  KnownStatus,
  'NotStarted' | 'Running' | 'Cancelling' | 'Succeeded' | 'Failed' | 'Canceled' | 'ValidationFailed'
>();
same<DocumentStatus['status'], KnownStatus | (string & {})>();
same<DocumentStatus['id'], string>();
same<DocumentStatus['to'], string | undefined>();
same<DocumentStatus['createdDateTimeUtc'], string | undefined>();
same<DocumentStatus['lastActionDateTimeUtc'], string>();
same<DocumentStatus['progress'], number | undefined>();
same<DocumentStatus['path'], string | undefined>();
same<DocumentStatus['characterCharged'], number | undefined>();
same<DocumentStatus['error'], ServiceError | undefined>();
same<DocumentStatus['retryAfterMs'], number | undefined>();
same<DocumentStatus['etag'], string | undefined>();
same<DocumentStatus['requestId'], string | undefined>();
same<WatchedDocument['estimatedRemainingMs'], number | undefined>();
same<WatchedBatch['progress'], number | undefined>();
same<WatchedBatch['estimatedRemainingMs'], number | undefined>();
same<ServiceError['hint'], string | undefined>();
same<BatchStatus['summary'], BatchSummary>();
same<BatchSummary['inProgress'], number | undefined>();
same<Attempt['operation'], 'document' | 'batch' | 'documents' | 'batches'>();
same<Attempt['status'], number | undefined>();

export async function use(options: ClientOptions): Promise<void> {
  const client = await createClient(options);
  same<typeof client.endpoint, string>();
  same<typeof client.apiVersion, string>();

  const document = await client.getDocumentStatus(batchId, documentId, { signal });
  same<typeof document, DocumentStatus>();
  const batch = await client.getBatchStatus(batchId);
  same<typeof batch, BatchStatus>();
  for await (const each of client.listDocumentStatuses(batchId, { statuses: ['Failed'], top: 10 }))
    same<typeof each, DocumentStatus>();
  for await (const each of client.watchDocument(batchId, documentId, { signal, minIntervalMs: 1000 }))
    same<typeof each, WatchedDocument>();
  const last = await client.waitForDocument(batchId, documentId);
  same<typeof last, EndedDocument>();
  same<typeof last.status, TerminalStatus>();
  same<Awaited<ReturnType<typeof client.waitForBatch>>['batch']['status'], TerminalStatus>();
  const watched: WatchedDocument = last;
  if (isTerminal(watched.status)) same<typeof watched.status, TerminalStatus>();
  for await (const { batch, documents } of client.watchBatch(batchId)) {
    same<typeof batch, WatchedBatch>();
    same<typeof documents, DocumentStatus[]>();
    const change: JobChange = { batch, documents };
    void change;
  }
  for await (const several of client.watchBatches([batchId, batchId], { signal })) {
    same<typeof several, WatchedBatches>();
    same<typeof several.failed, BatchDocument[]>();
    same<BatchDocument['batchId'], string>();
  }
  same<ReturnType<typeof client.close>, void>();

  // @ts-expect-error The document's id is required.
  await client.getDocumentStatus(batchId);
  // @ts-expect-error Several jobs are an array.
  client.watchBatches(batchId);
  // @ts-expect-error An id is a string.
  await client.getBatchStatus(42);
  // @ts-expect-error A misspelled member.
  document.progres;
  // @ts-expect-error The service may send an unknown status.
  const known: KnownStatus = document.status;
  // @ts-expect-error `progress` may be undefined.
  document.progress.toFixed();
  // @ts-expect-error A list is an async iterable, not a promise.
  (await client.listDocumentStatuses(batchId)).length;
  return void known;
}

export function readError(error: unknown) {
  if (!(error instanceof DocumentTranslationError)) return;
  same<typeof error.kind, ErrorKind>();
  same<typeof error.code, ErrorCode | (string & {})>();
  const codes: ErrorCode[] = ['HostNotFound', 'TokenFailed'];
  // @ts-expect-error is a code of the service
  codes.push('ResourceNotFound');
  if (error.code === 'ResourceNotFound') same<ReturnType<typeof error.toJSON>['name'], string>();
  switch (error.kind) {
    case 'service':
      // @ts-expect-error A code of this package is not one of the service.
      codes.push(error.code);
      break;
    case 'timeout':
      same<typeof error.code, 'Timeout'>();
      break;
    case 'network':
      codes.push(error.code);
      // @ts-expect-error No code of a failed connection.
      if (error.code === 'InvalidOption') return;
      break;
    default:
      codes.push(error.code);
  }
  class Mine extends DocumentTranslationError {
    own = 1;
  }
  if (error instanceof Mine) same<typeof error.own, number>();
  same<ErrorKind, 'invalid-argument' | 'network' | 'timeout' | 'service' | 'invalid-response' | 'module'>();
  same<typeof error.hint, string>();
  same<typeof error.retryable, boolean>();
  same<typeof error.statusCode, number | undefined>();
  same<typeof error.target, string | undefined>();
  same<typeof error.innerError, ServiceError | undefined>();
  same<typeof error.requestId, string | undefined>();
  same<typeof error.retryAfterMs, number | undefined>();
  same<typeof error.batchId, string | undefined>();
  const plain: Error = error;
  return plain;
}

/** A copy of TokenCredential from @azure/core-auth. */
interface TokenCredential {
  getToken(
    scopes: string | string[],
    options?: { abortSignal?: AbortSignal; tenantId?: string },
  ): Promise<{ token: string; expiresOnTimestamp: number } | null>;
}

/** Node's, undici's, Bun's and Cloudflare's fetch have responses of their own types; wrapped functions often take fewer arguments. */
export const fetches: FetchFunction[] = [
  fetch,
  (url) => fetch(url),
  async (url, init) => fetch(url, { ...init, headers: { ...init.headers, 'x-app': '1' } }),
  async () => new Response('{}'),
  async (url: string | URL, init?: { signal?: AbortSignal | null | undefined; proxy?: string }) => ({
    status: 200,
    headers: new Map<string, string>([[String(url), String(init?.proxy)]]) as unknown as Headers,
    text: async () => '{}',
  }),
];

const statuses = ['Failed', 'Canceled'] as const;
const ids: readonly string[] = [documentId];
export const readonly: ListOptions = { statuses, ids };
export const unset: ListOptions & WatchOptions & ClientOptions = {
  endpoint,
  apiVersion: undefined,
  credential: undefined,
  fetch: undefined,
  ids: undefined,
  onOutage: undefined,
  signal: undefined,
  statuses: undefined,
  wasm: undefined,
};

export const credentials = (azure: TokenCredential): Credential[] => [
  { key: 'k' },
  { key: () => 'k' },
  { key: async () => 'k' },
  { token: 't' },
  { token: () => 't' },
  { token: async () => 't' },
  azure,
];

export const options = (azure: TokenCredential): ClientOptions[] => [
  { endpoint },
  { endpoint: '/status', credential: azure, apiVersion: '2024-05-01' },
  { endpoint, fetch, timeoutMs: 1, maxRetries: 0, maxRetryDelayMs: 0, allowKeyInBrowser: true },
  { endpoint, headers: { 'Ocp-Apim-Subscription-Region': 'westeurope' } },
  { endpoint, headers: new Headers() },
  { endpoint, onAttempt: ({ operation, ms, code }: Attempt) => console.log(operation, ms, code) },
  { endpoint, onAttempt: async () => {} },
  { endpoint, wasm: new Uint8Array() },
  { endpoint, wasm: new ArrayBuffer(0) },
  { endpoint, wasm: new URL('https://example.com/module.wasm') },
  { endpoint, wasm: '/assets/module.wasm' },
  { endpoint, wasm: new Response() },
];

// @ts-expect-error The endpoint is required.
createClient({});
// @ts-expect-error A key is passed as { key }.
createClient({ endpoint, credential: 'k' });
// @ts-expect-error An unknown option.
createClient({ endpoint, retries: 3 });
// @ts-expect-error The timeout is a number of milliseconds.
createClient({ endpoint, timeoutMs: '30s' });
// @ts-expect-error Lists can be sorted by creation date only.
export const order: ListOptions = { orderBy: 'progress asc' };
export const listing: ListOptions = { orderBy: 'createdDateTimeUtc desc', ids: [documentId], maxPageSize: 100, signal };
export const watching: WatchOptions = { signal, minIntervalMs: 1, maxIntervalMs: 2, maxOutageMs: 3, maxInitialOutageMs: 4 };
export const requesting: RequestOptions = { signal };
