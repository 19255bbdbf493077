// Node's own modules, required: imported, some of them load all that they merely offer (node:http the whole of fetch, for WebSocket).
import { createRequire } from 'node:module';

export const require = createRequire(import.meta.url);
