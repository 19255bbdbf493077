// Reads the proxy's options from a Cloudflare worker's variables, secrets and bindings.
import { isObject, need } from '../client/options.js';
import { AUTHORITY, clientSecretCredential } from './entra.js';

/** @typedef {import('../module/errors.js').DocumentTranslationError} DocumentTranslationError */
/** @typedef {import('../proxy/options.js').StatusProxyOptions} StatusProxyOptions */

/**
 * @typedef {object} StatusWorkerEnv
 * @property {string} AZURE_DOCUMENT_TRANSLATION_ENDPOINT The resource's URL.
 * @property {string | SecretBinding} [AZURE_DOCUMENT_TRANSLATION_KEY] A secret, or the binding of a secret in the Secrets Store. Either this or the
 *   next three are required.
 * @property {string} [AZURE_TENANT_ID] With the next two: the worker gets tokens from Microsoft Entra with client credentials.
 * @property {string} [AZURE_CLIENT_ID]
 * @property {string} [AZURE_CLIENT_SECRET] A secret.
 * @property {string} [AZURE_AUTHORITY_HOST] The URL of Microsoft Entra in another cloud, as 'https://login.microsoftonline.us'.
 * @property {string} [AZURE_DOCUMENT_TRANSLATION_API_VERSION] The version that the service is asked with. Default '2024-05-01'.
 * @property {string | string[]} [VIEW_TOKEN_SECRETS] A secret: one or more, with spaces, line breaks or commas between.
 * @property {string | boolean} [PUBLIC] `true`: anyone who knows the ids can see the status.
 * @property {string | string[]} [ALLOWED_ORIGINS] Written as VIEW_TOKEN_SECRETS are.
 * @property {string | string[]} [ALLOWED_HEADERS] Written as VIEW_TOKEN_SECRETS are.
 * @property {string} [BASE_PATH]
 * @property {string} [PUBLIC_ORIGIN]
 * @property {string | boolean} [EXPOSE_BATCHES] `true` or `false`. Only with PUBLIC.
 * @property {string | boolean} [EXPOSE_PATHS]
 * @property {string | number} [MIN_INTERVAL_MS]
 * @property {string | number} [MAX_INTERVAL_MS]
 * @property {string | number} [MAX_RETRY_AFTER_MS]
 * @property {string | number} [TIMEOUT_MS]
 * @property {string} [METRICS_TOKEN] A secret.
 * @property {any} [DOCUMENTS] A binding: the namespace of the Durable Object `StatusObject` (`new_sqlite_classes`).
 * @property {{ limit(options: { key: string }): Promise<{ success: boolean }> }} [RATE_LIMITER] A binding: a rate limit.
 */

/** @typedef {{ get(): Promise<string> }} SecretBinding */

/** The variables of client credentials. */
const ENTRA = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'];

/** An empty variable counts as not set. @param {any} value @returns {any} */
export const given = (value) => (value === '' || value === null ? undefined : value);

/** @param {unknown} value @returns {any} */
const list = (value) => (typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : value);

/** Another value is returned unchanged, so that the check of the option refuses it by name. @param {unknown} value @returns {any} */
const number = (value) => (typeof value === 'string' && value.trim() ? Number(value) : value);

/** @param {unknown} value @returns {any} */
const flag = (value) => (value === 'true' ? true : value === 'false' || value === false ? undefined : value);

/**
 * The required variables that are not set.
 * @param {any} env
 */
export function unsetVariables(env) {
  const hasEntra = ENTRA.some((name) => given(env?.[name]));
  const required = ['AZURE_DOCUMENT_TRANSLATION_ENDPOINT', ...(hasEntra ? ENTRA : ['AZURE_DOCUMENT_TRANSLATION_KEY'])];
  if (!flag(given(env?.PUBLIC))) required.push('VIEW_TOKEN_SECRETS');
  return required.filter((name) => !env?.[name]);
}

/** https, or the machine itself. @param {string} url */
const isAuthority = (url) => /^(https:\/\/[\w.-]+|http:\/\/(localhost|127\.0\.0\.1))(:\d+)?\/?$/.test(url);

/**
 * @param {any} env
 * @returns {import('../module/types.js').Credential}
 */
function credentialFrom(env) {
  const key = given(env.AZURE_DOCUMENT_TRANSLATION_KEY);
  const [tenantId, clientId, clientSecret] = ENTRA.map((name) => given(env[name]));
  if (tenantId === undefined && clientId === undefined && clientSecret === undefined)
    return { key: typeof key?.get === 'function' ? () => key.get() : key };
  need(key === undefined, 'credential', `Set AZURE_DOCUMENT_TRANSLATION_KEY, or else ${ENTRA.join(', ')}: not both.`);
  for (const name of ENTRA)
    need(typeof given(env[name]) === 'string', name, `${ENTRA.join(', ')} must be set together.`);
  need(/^[\w.-]+$/.test(tenantId), 'AZURE_TENANT_ID', 'It must be the id or a domain of the tenant.');
  const authority = given(env.AZURE_AUTHORITY_HOST) ?? AUTHORITY;
  need(isAuthority(authority), 'AZURE_AUTHORITY_HOST', 'It must be a URL with https and without a path.');
  return clientSecretCredential({ authority, tenantId, clientId, clientSecret });
}

/**
 * The address, or the /64 network of an IPv6 address, because one customer has all addresses of such a network.
 * @param {string | null} address
 */
function customerOf(address) {
  if (!address?.includes(':')) return address;
  const [head, tail] = address.split('::').map((part) => part.split(':'));
  const zeros = tail ? Array(Math.max(0, 8 - head.length - tail.length)).fill('0') : [];
  const network = [...head, ...zeros, ...(tail ?? [])].slice(0, 4);
  return `${network.map((group) => group || '0').join(':')}::/64`;
}

/**
 * Reads the proxy's options from the variables of a worker, or of any other environment.
 * @example
 * import { optionsFromEnv } from 'document-translation-status/cloudflare';
 * import { createStatusProxy } from 'document-translation-status/proxy';
 *
 * const proxy = createStatusProxy(
 *   optionsFromEnv({ AZURE_DOCUMENT_TRANSLATION_ENDPOINT: endpoint, AZURE_DOCUMENT_TRANSLATION_KEY: key, PUBLIC: 'true' }),
 * );
 * console.log((await proxy.fetch(request)).status);
 * @param {StatusWorkerEnv} env The worker's variables and bindings.
 * @returns {StatusProxyOptions}
 * @throws {DocumentTranslationError} if `env` is not an object, or a variable or binding is invalid
 */
export function optionsFromEnv(env) {
  need(isObject(env), 'env', "It must be the object of the worker's variables.");
  const limiter = given(env.RATE_LIMITER);
  need(
    limiter === undefined || typeof limiter.limit === 'function',
    'RATE_LIMITER',
    'It must be the binding of a rate limit.',
  );
  return {
    endpoint: env.AZURE_DOCUMENT_TRANSLATION_ENDPOINT,
    credential: credentialFrom(env),
    apiVersion: given(env.AZURE_DOCUMENT_TRANSLATION_API_VERSION),
    viewTokenSecrets: list(given(env.VIEW_TOKEN_SECRETS)),
    public: flag(given(env.PUBLIC)),
    allowedOrigins: list(given(env.ALLOWED_ORIGINS)),
    allowedHeaders: list(given(env.ALLOWED_HEADERS)),
    basePath: given(env.BASE_PATH),
    publicOrigin: given(env.PUBLIC_ORIGIN),
    exposeBatches: flag(given(env.EXPOSE_BATCHES)),
    exposePaths: flag(given(env.EXPOSE_PATHS)),
    minIntervalMs: number(given(env.MIN_INTERVAL_MS)),
    maxIntervalMs: number(given(env.MAX_INTERVAL_MS)),
    maxRetryAfterMs: number(given(env.MAX_RETRY_AFTER_MS)),
    timeoutMs: number(given(env.TIMEOUT_MS)),
    metricsToken: given(env.METRICS_TOKEN),
    rateLimit: limiter && (async (key) => (await limiter.limit({ key })).success),
    clientAddress: (request) => customerOf(request.headers.get('CF-Connecting-IP')),
    onEvent: (event) => console.log(JSON.stringify(event)),
  };
}
