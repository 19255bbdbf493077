// A worker that runs the cases in the workerd that runs it; asked with the URL of the service's control as `service`.

import { connect } from '../contract/control.js';
import { runCases } from '../contract/run.js';
import { runImports } from './imports.js';

const entries = {
  '.': () => import('../../dist/entries/main.workerd.js'),
  './proxy': () => import('../../dist/entries/proxy.workerd.js'),
  './status': () => import('../../dist/entries/status.workerd.js'),
  './cloudflare': () => import('../../dist/entries/cloudflare.workerd.js'),
  './stream': () => import('../../dist/entries/stream.js'),
  './element': () => import('../../dist/entries/element.js'),
  './element/define': () => import('../../dist/entries/define.js'),
  './element/standalone': () => import('../../dist/element/standalone.js'),
};

/** @type {() => Promise<any>} */
// biome-ignore lint/suspicious/noTsIgnore: it is there once makeCopy has made it
// @ts-ignore
const importCopy = () => import('../../build/copy/entries/main.workerd.js');

export default {
  /** @param {Request} request */
  async fetch(request) {
    const service = connect(new URL(request.url).searchParams.get('service') ?? '');
    const imported = await runImports(entries, importCopy);
    return Response.json([...imported, ...(await runCases({ ...(await entries['.']()), service }))]);
  },
};
