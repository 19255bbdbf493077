// A worker that runs the contract list in the workerd that runs it; asked with the URL of the service's control as `service`.

import {
  createClient,
  DocumentTranslationError,
  isTerminal,
  parseOperationLocation,
} from '../../dist/index.workerd.js';
import { connect } from '../contract/control.js';
import { runCases } from '../contract/run.js';

export default {
  /** @param {Request} request */
  async fetch(request) {
    const service = connect(new URL(request.url).searchParams.get('service') ?? '');
    return Response.json(
      await runCases({ createClient, DocumentTranslationError, isTerminal, parseOperationLocation, service }),
    );
  },
};
