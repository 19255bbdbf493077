// Runs the contract cases that apply to pages only in Node, with the globals by which the client recognises a page.

import { after, before, test } from 'node:test';
import {
  createClient,
  DocumentTranslationError,
  isTerminal,
  parseOperationLocation,
} from 'document-translation-status';
import * as assert from '../contract/assert.js';
import { cases } from '../contract/cases.js';
import { describeRuntime } from '../contract/run.js';

const timeout = 30_000;
const runtime = describeRuntime();
const page = { ...runtime, isPage: true, isBrowser: true, namesConnectionErrors: false };
const given = { createClient, DocumentTranslationError, isTerminal, parseOperationLocation, assert };
const service = { document: () => assert.fail('no service'), requests: () => assert.fail('no service') };
const globals = { window: {}, document: {}, location: new URL('https://page.example/a/b') };

before(() => void Object.assign(globalThis, globals));
after(() => {
  for (const name of Object.keys(globals)) Reflect.deleteProperty(globalThis, name);
});

for (const { name, when, run } of cases) {
  if (when?.(page) && !when(runtime))
    test(`in a page: ${name}`, { timeout }, () => run({ ...given, service, runtime: page }));
}
