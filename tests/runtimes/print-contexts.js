// Runs the cases of async contexts in a runtime that is a program, and prints the results as one line of JSON.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createClient } from 'document-translation-status';
import { runContextCases } from './contexts.js';

console.log(JSON.stringify(await runContextCases(createClient, AsyncLocalStorage)));
