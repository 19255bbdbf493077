// Several entries declare the same types, which must stay equal.
import * as main from 'document-translation-status';
import type * as cloudflare from 'document-translation-status/cloudflare';
import type * as proxy from 'document-translation-status/proxy';
import * as status from 'document-translation-status/status';
import { same } from './same.js';

same<main.ClientOptions, status.ClientOptions>();
same<main.DocumentStatus, status.DocumentStatus>();
same<proxy.StatusProxyOptions, cloudflare.StatusProxyOptions>();

export const ofMain = (error: status.DocumentTranslationError): main.DocumentTranslationError => error;
export const ofStatus = (error: main.DocumentTranslationError): status.DocumentTranslationError => error;
export const lean = (client: main.DocumentTranslationClient): status.DocumentStatusClient => client;
export const kindOf = (error: unknown) => error instanceof status.DocumentTranslationError && ofMain(error).kind;
