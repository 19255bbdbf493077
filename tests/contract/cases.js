// The contract: every case that the client must pass, wherever JavaScript runs. Nothing here or below needs anything but web
// platform globals and what a case is given.

import { clients } from './cases/clients.js';
import { credentials } from './cases/credentials.js';
import { endings } from './cases/endings.js';
import { errors } from './cases/errors.js';
import { http } from './cases/http.js';
import { messages } from './cases/messages.js';
import { refusals } from './cases/refusals.js';
import { replies } from './cases/replies.js';
import { requests } from './cases/requests.js';
import { retries } from './cases/retries.js';
import { transport } from './cases/transport.js';
import { watches } from './cases/watches.js';

/** @type {import('./kit.js').Case[]} */
export const cases = [
  ...replies,
  ...refusals,
  ...errors,
  ...messages,
  ...requests,
  ...credentials,
  ...clients,
  ...retries,
  ...endings,
  ...transport,
  ...watches,
  ...http,
];
