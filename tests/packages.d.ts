// Packages that suites install for themselves. They have the type `any`, because the type check runs without them.
declare module '@azure/ai-translation-document';
declare module '@azure/core-auth';
declare module '@azure-rest/ai-translation-document';
declare module 'dockerfile-utils';
declare module 'edge-runtime';
declare module 'eventsource-parser';
declare module 'document-translation-status-copy';
declare module '@jest/globals';
declare module '@opentelemetry/api';
declare module '@opentelemetry/context-async-hooks';
declare module '@opentelemetry/sdk-trace-base';
declare module 'vitest';
declare module 'fast-check' {
  interface Arbitrary {
    map(run: (value: any) => any): Arbitrary;
    filter(fits: (value: any) => boolean): Arbitrary;
  }
  const fc: Record<string, (...args: any[]) => Arbitrary> & { assert: any; asyncProperty: any };
  export default fc;
}
declare module 'publint';

declare module 'miniflare' {
  export type WorkerOptions = any;
  export const Log: any;
  export const LogLevel: any;
  export const Miniflare: any;
  export const fetch: any;
}
declare module 'puppeteer-core' {
  export type Browser = any;
  export type ConsoleMessage = any;
  const puppeteer: any;
  export default puppeteer;
}
