// Correct and wrong uses of the types of the entry without a module.
import type { DocumentTranslationClient } from 'document-translation-status';
import { createClient, isTerminal } from 'document-translation-status/core';
import { same } from './same.js';

const endpoint = 'https://my-resource.cognitiveservices.azure.com';

export async function use() {
  const client = await createClient({ endpoint, wasm: '/assets/module.wasm' });
  const same: DocumentTranslationClient = client;
  return isTerminal((await same.getBatchStatus('727bf148-f327-47a0-9481-abae6362f11e')).status);
}
same<Parameters<typeof createClient>['length'], 1>();

// @ts-expect-error The module is required.
createClient({ endpoint });
