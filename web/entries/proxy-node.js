// The proxy's listener for Node's servers.
export { toNodeHandler } from '../proxy/node.js';
