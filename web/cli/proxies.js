// The proxies that the environment names: whether one applies to a request, and whether this runtime can use it.

/** @typedef {Record<string, string | undefined>} Environment */

const NAMES = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'];

/** Returns only the variables that name proxies: NODE_DEBUG prints what agents get. @param {Environment} env */
export const proxyVariables = (env) =>
  Object.fromEntries(NAMES.flatMap((name) => [name, name.toLowerCase()]).map((name) => [name, env[name]]));

/**
 * Whether NO_PROXY excepts a host. Its entries are separated by commas: `*`, or a host or domain, each with or without a port.
 * @param {URL} url
 * @param {string} list
 */
function isExcepted({ hostname, port, protocol }, list) {
  const ownPort = port || (protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => {
    const [, host, onlyPort = ownPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (!host || onlyPort !== ownPort) return false;
    return host === '*' || `.${hostname}`.endsWith(`.${host.replace(/^\*?\./, '')}`);
  });
}

/**
 * Returns the name of the variable whose proxy applies to requests to an endpoint, or undefined.
 * @param {string} endpoint
 * @param {Environment} env
 */
export function proxyVariable(endpoint, env) {
  if (!URL.canParse(endpoint)) return undefined;
  const url = new URL(endpoint);
  const upper = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const name = [upper.toLowerCase(), upper].find((variable) => env[variable]);
  return name && !isExcepted(url, env.no_proxy || env.NO_PROXY || '') ? name : undefined;
}

const isNode = !process.versions.bun && !process.versions.deno;

/** Whether this is a Node whose agents have the option `proxyEnv`. The versions that added it also added the flag. */
export const hasProxyAgents = () => isNode && process.allowedNodeEnvironmentFlags.has('--use-env-proxy');

/** Returns a sentence if this runtime cannot use the proxy, or an empty string. @param {string} name The variable. */
export const proxyProblem = (name) =>
  // The fetch of Bun and of Deno uses the variables itself.
  isNode && !hasProxyAgents()
    ? `${name} is set, but Node ${process.versions.node} cannot use a proxy. Node 22.21, 24.5 and later can.`
    : '';
