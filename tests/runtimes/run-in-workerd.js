// A worker that runs the contract cases. The parameter `service` is the control URL of the simulated service.

import { connect } from '../contract/control.js';
import { runCases } from '../contract/run.js';
import { entries, importCopy } from './entries.js';
import { runImports } from './imports.js';

export default {
  /** @param {Request} request */
  async fetch(request) {
    const service = connect(new URL(request.url).searchParams.get('service') ?? '');
    const imported = await runImports(entries, importCopy);
    return Response.json([...imported, ...(await runCases({ ...(await entries['.']()), service }))]);
  },
};
