// A worker that runs the cases of async contexts. It needs the compatibility flag nodejs_als.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createClient } from 'document-translation-status';
import { runContextCases } from './contexts.js';

export default {
  async fetch() {
    return Response.json(await runContextCases(createClient, AsyncLocalStorage, true));
  },
};
