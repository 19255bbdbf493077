// The functions of the package that the command uses. They read the module from its file: Node compiles bytes faster than embedded text.
import * as client from '../client/client.js';
import * as location from '../client/operation-location.js';
import { explainedJobs } from '../watch/document-errors.js';
import { require } from './builtin.js';

/** @type {import('../module/types.js').WasmModule | undefined} */
let compiled;

function wasm() {
  /** @type {typeof import('node:fs')} */
  const { readFileSync } = require('node:fs');
  compiled ??= new WebAssembly.Module(readFileSync(new URL('../module/generated/module.wasm', import.meta.url)));
  return compiled;
}

/**
 * @param {import('../module/types.js').ClientOptions} options
 * @returns {Promise<import('../module/types.js').DocumentTranslationClient>}
 */
export const createClient = async (options) => client.createClient(wasm(), options, explainedJobs);

/** @param {string} url */
export const parseOperationLocation = async (url) => location.parseOperationLocation(wasm(), url);
