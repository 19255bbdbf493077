// The proxies that the environment names: whether one applies to a request, and whether this runtime can use it.

/** @typedef {Record<string, string | undefined>} Environment */

const NAMES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/** Like curl, a proxy without a scheme is an HTTP proxy. @param {string} [url] */
const withScheme = (url) => (url && !url.includes('://') ? `http://${url}` : url);

/** Returns what agents need, and nothing else: NODE_DEBUG prints what agents get. @param {Environment} env */
export const proxyVariables = ({ NO_PROXY, no_proxy, ...env }) => ({
  ...Object.fromEntries(NAMES.map((name) => [name, withScheme(env[name])])),
  NO_PROXY: no_proxy || NO_PROXY,
});

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
  const name = NAMES.find(
    (variable) => variable.toLowerCase() === `${url.protocol.slice(0, -1)}_proxy` && env[variable],
  );
  return name && !isExcepted(url, env.no_proxy || env.NO_PROXY || '') ? name : undefined;
}

const isNode = !process.versions.bun && !process.versions.deno;

/** Whether this is a Node whose agents have the option `proxyEnv`. The versions that added it also added the flag. */
export const hasProxyAgents = () => isNode && process.allowedNodeEnvironmentFlags.has('--use-env-proxy');

/**
 * Returns a sentence if the proxy cannot be used, or an empty string.
 * @param {string} name The variable.
 * @param {Environment} env
 */
export function proxyProblem(name, env) {
  // The fetch of Bun and of Deno uses the variables itself.
  if (!isNode) return '';
  if (!hasProxyAgents())
    return `${name} is set, but Node ${process.versions.node} cannot use a proxy. Node 22.21, 24.5 and later can.`;
  return /^https?:/i.test(withScheme(env[name]) ?? '')
    ? ''
    : `${name} is set, but not to an http:// or https:// proxy, so no proxy is used.`;
}
