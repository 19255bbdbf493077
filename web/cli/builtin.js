// `require` for Node's built-in modules. It loads faster than an import: an import of node:http evaluates its export WebSocket, which loads
// Node's fetch.
import { createRequire } from 'node:module';

export const require = createRequire(import.meta.url);
