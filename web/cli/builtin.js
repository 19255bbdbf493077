// `require` for Node's built-in modules. An import evaluates every export; for node:http that loads Node's whole fetch, because of WebSocket.
import { createRequire } from 'node:module';

export const require = createRequire(import.meta.url);
