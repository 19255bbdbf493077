// The package's client, with the module read from its file: Node compiles bytes sooner than it reads them out of a script.
import * as client from '../client/client.js';
import { jobs } from '../watch/jobs.js';
import * as location from '../client/operation-location.js';
import { require } from './builtin.js';

/** @type {import('../module/types.js').WasmModule | undefined} */
let compiled;

function wasm() {
  /** @type {typeof import('node:fs')} */
  const { readFileSync } = require('node:fs');
  compiled ??= new WebAssembly.Module(readFileSync(new URL('../module/generated/module.wasm', import.meta.url)));
  return compiled;
}

/** @param {import('../module/types.js').ClientOptions} options */
export const createClient = async (options) => client.createClient(wasm(), options, jobs);

/** @param {string} url */
export const parseOperationLocation = async (url) => location.parseOperationLocation(wasm(), url);
